import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { JobView } from '../../../shared/domain/views/printing-views.ts'
import { breakfastOrder, breakfastShop } from '../../support/breakfast.ts'
import { type NetworkPrinter, openNetworkPrinter } from '../../support/network-printer.ts'
import { endRunningShops, type RunningShop, startServe } from '../../support/running-shop.ts'
import { until } from '../../support/until.ts'
import { slopePerHour } from './slope.ts'

// npm run soak -- --minutes 30 [--rate 5]: the program as a process of its own, two printers on the network that die at
// random, so many orders a second. Shows the memory once a minute; exits 1 where an order is lost or doubled unmarked.

const { values } = parseArgs({ options: { minutes: { type: 'string' }, rate: { type: 'string' } } })
const minutes = Number(values.minutes ?? '30')
const rate = Number(values.rate ?? '5')
/** The first minutes are no measure: code is compiled, caches fill. */
const warmMinutes = Math.min(5, minutes / 3)
const deathEveryMs = 15_000

const folder = mkdtempSync(join(tmpdir(), 'gudang-soak-'))
const printers = [await openNetworkPrinter('process-id'), await openNetworkPrinter('status')] as const
const acknowledged: string[] = []
const memory: { minute: number; mebibytes: number }[] = []
/** after a collection, every `heapEveryMinutes` */
const heapFile = join(folder, 'heap.jsonl')
const heapEveryMinutes = 5
let refused = 0
let deaths = 0

try {
  const [steam, fry] = printers
  const shop = breakfastShop(
    { id: 'steam', port: steam.port, confirmation: 'process-id' },
    { id: 'fry', port: fry.port, confirmation: 'status' },
    { staleAfterMinutes: 600 },
  )
  writeFileSync(join(folder, 'config.json'), JSON.stringify(shop))
  const probe = ['--expose-gc', '--import', fileURLToPath(new URL('heap-probe.ts', import.meta.url))]
  const serve = await startServe(folder, [], undefined, [...serveFlags(), ...probe], { GUDANG_HEAP: heapFile })
  await soak(serve)
  for (const printer of printers) await printer.obey({ power: 'on', paper: 'ok', cover: 'closed' })
  await letGo(serve)
  report(await everyJob(serve))
  await serve.stop()
} finally {
  await endRunningShops()
  for (const printer of printers) await printer.close()
  rmSync(folder, { recursive: true, force: true })
}

async function soak(serve: RunningShop): Promise<void> {
  const start = performance.now()
  const elapsed = () => performance.now() - start
  let nextDeath = deathEveryMs
  let nextMinute = 0
  for (let sent = 0; elapsed() < minutes * 60_000; sent += 1) {
    const wait = (sent * 1000) / rate - elapsed()
    if (wait > 0) await new Promise(resolve => setTimeout(resolve, wait))
    void push(serve, sent)
    if (elapsed() > nextDeath) {
      nextDeath += deathEveryMs
      void die(printers[Math.random() < 0.5 ? 0 : 1])
    }
    if (elapsed() > nextMinute * 60_000) {
      memory.push({ minute: nextMinute, mebibytes: residentOf(serve.ready.pid) })
      process.stdout.write(
        `${nextMinute} min: ${memory.at(-1)?.mebibytes.toFixed(0)} MiB, ${acknowledged.length} orders\n`,
      )
      if (nextMinute % heapEveryMinutes === 0) process.kill(serve.ready.pid, 'SIGUSR2')
      nextMinute += 1
    }
  }
}

async function push(serve: RunningShop, index: number): Promise<void> {
  const id = `mp-${index}`
  const dishes = [
    { name: '鲜肉包', quantity: 2 },
    { name: '油条', category: '煎炸' },
  ]
  const answer = await serve.push(breakfastOrder(id, dishes, { pickupNo: id })).catch(() => null)
  if (answer?.status === 201) acknowledged.push(id)
  else refused += 1
}

/** In the middle of whatever it does; a person is there a few seconds later. */
async function die(printer: NetworkPrinter): Promise<void> {
  deaths += 1
  const kinds = [
    { power: 'off' },
    { paper: 'out' },
    { cover: 'open' },
    { dropAfterBytes: Math.floor(Math.random() * 400) },
  ] as const
  const kind = kinds[Math.floor(Math.random() * kinds.length)] ?? kinds[0]
  await printer.obey(kind)
  await new Promise(resolve => setTimeout(resolve, 3_000 + Math.random() * 5_000))
  await printer.obey({ power: 'on', paper: 'ok', cover: 'closed' })
}

/** Node's own flags, as `npm run serve` has them. */
function serveFlags(): string[] {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { scripts: { serve: string } }).scripts.serve.match(/--\S+/g) ?? []
}

/** Resident memory of that process, in MiB (Linux). */
function residentOf(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kibibytes) / 1024
}

/** What is left of heap and buffers when the garbage is gone. */
function liveMemory(): { minute: number; mebibytes: number }[] {
  const lines = readFileSync(heapFile, 'utf8').trimEnd().split('\n')
  return lines.map((line, index) => {
    const { heapUsed, external } = JSON.parse(line) as NodeJS.MemoryUsage
    return { minute: index * heapEveryMinutes, mebibytes: (heapUsed + external) / 1024 / 1024 }
  })
}

/** What waits for a person is let go until nothing is open. */
async function letGo(serve: RunningShop): Promise<void> {
  await until(async () => {
    for (const job of await serve.get<JobView[]>('/api/v1/jobs?state=held&limit=1000')) {
      await serve.post(`/api/v1/jobs/${job.jobId}/release`, { by: 'soak' }).catch(() => {})
    }
    const open = await Promise.all(
      ['queued', 'sending', 'waiting', 'uncertain', 'held'].map(state =>
        serve.get<JobView[]>(`/api/v1/jobs?state=${state}&limit=1`),
      ),
    )
    return open.every(list => list.length === 0)
  }, 600_000)
}

async function everyJob(serve: RunningShop): Promise<JobView[]> {
  const all: JobView[] = []
  for (;;) {
    const last = all.at(-1)?.jobId
    const page = await serve.get<JobView[]>(`/api/v1/jobs?limit=1000${last === undefined ? '' : `&after=${last}`}`)
    all.push(...page)
    if (page.length < 1000) return all
  }
}

function report(jobs: readonly JobView[]): void {
  // Slips that tell of alarms name orders too.
  const papers = printers.map(printer => printer.papers.filter(paper => /鲜肉包|油条/.test(paper.text)))
  const wholeAt = papers.map(list => countPerOrder(list.map(paper => paper.text)))
  const plainAt = papers.map(list =>
    countPerOrder(list.map(paper => paper.text).filter(text => !text.includes('补打'))),
  )
  const lost = acknowledged.filter(id => wholeAt.some(counts => !counts.has(id)))
  const doubles = acknowledged.filter(id => plainAt.some(counts => (counts.get(id) ?? 0) > 1))
  const marked = papers.flat().filter(paper => paper.text.includes('补打')).length
  const size = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
  const warm = memory.filter(({ minute }) => minute >= warmMinutes)
  const lines = [
    `orders acknowledged    ${acknowledged.length} (${refused} not)`,
    `printer accidents      ${deaths}`,
    `jobs, papers           ${jobs.length}, ${papers.flat().length}`,
    `marked copies          ${marked}`,
    `lost                   ${lost.length} ${lost.slice(0, 5)}`,
    `unmarked doubles       ${doubles.length} ${doubles.slice(0, 5)}`,
    `memory slope           ${slopePerHour(warm).toFixed(1)} MiB an hour after the first ${warmMinutes} min`,
    `live after collecting  ${liveMemory()
      .map(one => `${one.minute} min ${one.mebibytes.toFixed(1)}`)
      .join(', ')} MiB`,
    `slope of that          ${slopePerHour(liveMemory().filter(({ minute }) => minute >= warmMinutes)).toFixed(1)} MiB an hour`,
    `data folder            ${(size / 1024 / 1024).toFixed(0)} MiB`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  if (lost.length + doubles.length > 0) process.exitCode = 1
}

/** A torn piece counts as a paper too: whatever follows it has to be marked. */
function countPerOrder(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) {
    for (const id of new Set(text.match(/mp-\d+/g) ?? [])) counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return counts
}
