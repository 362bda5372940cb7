import { closeSync, openAsBlob, openSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { NewBill } from '../../main/engine/bills/bill-order.ts'
import { runBillThread } from '../../main/engine/bills/run-bill-thread.ts'
import { openStagedBill } from '../../main/store/bills/staged-bill.ts'
import { type Figure, median, spread } from './figures.ts'
import { statusOf } from './idle-memory.ts'
import { billRange, writeBill, writeOrders } from './million-orders.ts'
import { openOrderBench } from './order-to-byte.ts'

// A million rows of a bill against a million orders. Beside it, in the same run, what nobody gets around: reading the file
// (GBK to text, text to cells, nothing kept) and one SQL join over the same rows.

const size = Number(process.env.GUDANG_BILL_ROWS ?? 1_000_000)
const rounds = 3
const ordersMeanwhile = 60

export async function measureBillMatching(folder: string): Promise<Figure[]> {
  const file = join(folder, 'bill.csv')
  writeOrders(folder, size)
  writeBill(file, size)
  const order: NewBill = {
    ...{ file, staging: join(folder, 'bill.tmp'), dataFolder: folder, mapping: null, accounts: {} },
    ...{ now: billRange.until + 1, shop: { timezone: 'Asia/Shanghai', businessDayStart: '04:00' } },
  }
  await match(order)
  loadForJoin(order)
  const reads: Cost[] = []
  const joins: Cost[] = []
  const ours: Cost[] = []
  for (let round = 0; round < rounds; round += 1) {
    reads.push(await costOf(() => readCells(file)))
    joins.push(await costOf(() => joinRows(order)))
    ours.push(await costOf(() => match(order)))
  }
  for (const one of [order.staging, joinFile(order), file]) rmSync(one, { force: true })
  const meanwhile = await measureMeanwhile(folder)
  const ratioOf = (which: keyof Cost) =>
    median(
      ours.map((cost, round) => cost[which] / ((reads[round]?.[which] ?? 0) + (joins[round]?.[which] ?? 0))),
    ).toFixed(2)
  const shown = (costs: readonly Cost[]) =>
    `${spread(
      costs.map(one => one.wall),
      's',
      2,
    )}, processor ${median(costs.map(one => one.processor)).toFixed(2)} s`
  return [
    { name: `${size} bill rows: reading the file`, value: shown(reads), wanted: '' },
    { name: `${size} bill rows against ${size} orders: one SQL join`, value: shown(joins), wanted: '' },
    { name: '… read, staged and matched', value: shown(ours), wanted: '' },
    {
      name: '… of what reading and one join take',
      // The bill's thread stands back for others, so that on a busy machine its wall time says how busy that is.
      value: `${ratioOf('wall')} × the time, ${ratioOf('processor')} × the processor`,
      wanted: '< 3 ×',
    },
    ...meanwhile,
  ]
}

async function match(order: NewBill): Promise<void> {
  const report = await runBillThread(order, showBar).report
  showBar(100)
  if (report.is !== 'matched' || report.matched !== size || report.found.length > 0) {
    throw new Error(`the bill does not agree: ${JSON.stringify({ ...report, found: [] })}`)
  }
}

function showBar(percent: number): void {
  if (!process.stderr.isTTY) return
  const full = Math.round(percent / 2.5)
  process.stderr.write(
    `\r  [${'#'.repeat(full)}${' '.repeat(40 - full)}] ${String(percent).padStart(3)} %${percent === 100 ? '\n' : ''}`,
  )
}

type Cost = { wall: number; processor: number }

/** Seconds; the processor's, of all threads of this process. */
async function costOf(work: () => void | Promise<void>): Promise<Cost> {
  const [start, used] = [performance.now(), process.cpuUsage()]
  await work()
  const { user, system } = process.cpuUsage(used)
  return { wall: (performance.now() - start) / 1000, processor: (user + system) / 1e6 }
}

function readCells(path: string): void {
  const file = openSync(path, 'r')
  const chunk = Buffer.alloc(1024 ** 2)
  const decoder = new TextDecoder('gb18030')
  let rest = ''
  let cells = 0
  for (let length = readSync(file, chunk); length > 0; length = readSync(file, chunk)) {
    const lines = (rest + decoder.decode(chunk.subarray(0, length), { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) cells += line.split(',').length
  }
  closeSync(file)
  if (cells < size * 25) throw new Error('cells are missing')
}

const joinFile = ({ dataFolder }: NewBill) => join(dataFolder, 'join.db')

/** The same rows in a table. */
function loadForJoin(order: NewBill): void {
  const bill = openStagedBill(order.staging, 'alipay-trade')
  const db = new Database(joinFile(order))
  db.exec('create table rows (trade_no text, amount integer); begin')
  const insert = db.prepare('insert into rows values (?, ?)')
  for (const { tradeNo, amount } of bill.byTradeNo()) insert.run(tradeNo, amount)
  db.exec('commit')
  db.close()
  bill.close()
}

function joinRows(order: NewBill): void {
  const db = new Database(joinFile(order))
  db.exec(`attach '${join(order.dataFolder, 'gudang.db')}' as shop`)
  const joined = db
    .prepare(
      'select count(*) as n, sum(r.amount - p.amount) as off from rows r join shop.payments p on p.trade_no = r.trade_no',
    )
    .get() as { n: number; off: number }
  db.close()
  if (joined.n !== size || joined.off !== 0) throw new Error(`the join finds ${JSON.stringify(joined)}`)
}

/** Orders come, one at a time, first to an idle engine, then while it reads and matches the bill. */
async function measureMeanwhile(folder: string): Promise<Figure[]> {
  const bench = await openOrderBench(folder)
  const idle: number[] = []
  for (let round = 0; round < ordersMeanwhile; round += 1) idle.push((await bench.round()).toByte)
  const { pid } = bench.serve.ready
  const resident = statusOf(pid, 'VmRSS')
  // From here on the kernel's high-water mark is of this alone (proc(5): clear_refs).
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
  const busy: number[] = []
  // Bills of the same orders that differ in their fees, until there are orders enough.
  for (let seed = 1; busy.length < ordersMeanwhile && seed < 10; seed += 1) {
    const file = join(folder, `bill-${seed}.csv`)
    writeBill(file, size, seed)
    let answer: Response | null = null
    const brought = bring(bench.serve.ready, file).then(response => {
      answer = response
      return response
    })
    while (answer === null) busy.push((await bench.round()).toByte)
    const response = await brought
    if (!response.ok) throw new Error(`the bill was refused: ${response.status} ${await response.text()}`)
    rmSync(file, { force: true })
  }
  const growth = statusOf(pid, 'VmHWM') - resident
  await bench.close()
  const ratio = median(busy.slice(1)) / median(idle.slice(5))
  return [
    { name: 'order pushed → first byte, engine idle', value: spread(idle.slice(5), 'ms'), wanted: '' },
    { name: '… while it reads and matches the bill', value: spread(busy.slice(1), 'ms'), wanted: '' },
    { name: '… memory of the engine meanwhile, on top', value: `${growth.toFixed(0)} MB`, wanted: '< 250 MB' },
    { name: '… of an idle engine', value: `${ratio.toFixed(2)} ×`, wanted: '< 1.5 ×' },
  ]
}

async function bring({ url, token }: { url: string; token: string }, file: string): Promise<Response> {
  const form = new FormData()
  form.append('bill', await openAsBlob(file), 'bill.csv')
  return fetch(`${url}/api/v1/reconcile/bill`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: form,
  })
}
