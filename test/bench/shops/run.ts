import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connectAsync, type MqttClient } from 'mqtt'
import { freePort } from '../../support/free-port.ts'
import { mosquittoPath } from '../../support/mosquitto.ts'
import { median } from '../figures.ts'

// npm run bench:shops [-- COUNT]: the sessions of many shops on one Mosquitto on this machine, ten orders each, and the
// broker restarted in between. Prints what it measured, and ends by itself.

const count = Number(process.argv[2] ?? 2_000)
const perProcess = 500
const rounds = 5
const longestMs = 180_000
const folder = mkdtempSync(join(tmpdir(), 'gudang-shops-'))
const port = await freePort()
const url = `mqtt://127.0.0.1:${port}`
const config = join(folder, 'mosquitto.conf')
writeFileSync(
  config,
  [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'persistence true',
    `persistence_location ${folder}/`,
    'max_queued_messages 0',
    'max_inflight_messages 0',
    'user root',
    '',
  ].join('\n'),
)

const children: ChildProcess[] = []
const open = new Map<ChildProcess, number>()
let broker: ChildProcess | null = null
const sentAt = new Map<string, number>()
const heard = new Map<string, number>()
let twiceHeard = 0

async function startBroker(): Promise<ChildProcess> {
  const child = spawn(mosquittoPath, ['-c', config], { stdio: 'ignore' })
  await when(`the broker listens`, async () => {
    const probe = await connectAsync(url, { reconnectPeriod: 0 }, false).catch(() => null)
    await probe?.endAsync()
    return probe !== null
  })
  return child
}

async function when(what: string, check: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + longestMs
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`not within ${longestMs / 1_000} s: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

const allOpen = () => [...open.values()].reduce((sum, one) => sum + one, 0) === count
const shopName = (index: number) => `shop-${String(index).padStart(5, '0')}`

function say(what: string, value: string): void {
  process.stdout.write(`${what}\n    ${value}\n`)
}

/** From /proc: resident MiB, and the CPU seconds so far (in clock ticks of 10 ms). */
function costOf(child: ChildProcess): { memory: number; cpu: number } {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
  const [, , , , , , , , , , , user = 0, system = 0] = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
    .map(Number)
  return { memory: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024, cpu: (user + system) / 100 }
}

function timed(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? 0)
  return `median ${Math.round(median(sorted))} ms, 99th of 100 ${at(0.99)} ms, longest ${at(1)} ms`
}

async function sendRound(isv: MqttClient, round: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const orderId = `${shopName(index)}-${round}`
    const order = { orderId, status: 'paid', placedAt: '2026-11-22T07:01:02+08:00', total: { payable: 400 } }
    const items = [{ lineId: '1', name: '鲜肉包', quantity: 2 }]
    sentAt.set(orderId, performance.now())
    void isv.publishAsync(`gudang/v1/${shopName(index)}/orders`, JSON.stringify({ ...order, items }), { qos: 1 })
    // A city's breakfast, not all of it in one moment: about 1,000 orders a second.
    if (index % 10 === 9) await new Promise(resolve => setTimeout(resolve, 10))
  }
}

try {
  broker = await startBroker()
  const isv = await connectAsync(url, {
    protocolVersion: 5,
    clientId: 'isv',
    clean: false,
    reconnectPeriod: 200,
    properties: { sessionExpiryInterval: 3_600 },
  })
  isv.on('message', (_topic, payload) => {
    const { orderId } = JSON.parse(String(payload)) as { orderId: string }
    if (heard.has(orderId)) twiceHeard += 1
    else heard.set(orderId, performance.now())
  })
  await isv.subscribeAsync('gudang/v1/+/events', { qos: 1 })

  const from = performance.now()
  const file = fileURLToPath(new URL('./shops-child.ts', import.meta.url))
  for (let first = 0; first < count; first += perProcess) {
    const child = fork(file, [url, String(first), String(Math.min(perProcess, count - first))])
    open.set(child, 0)
    child.on('message', (message: { open?: number }) => message.open !== undefined && open.set(child, message.open))
    children.push(child)
  }
  await when('all shops are there', allOpen)
  say(
    `${count} shops connected, subscribed and announced, all at once`,
    `${((performance.now() - from) / 1_000).toFixed(1)} s`,
  )
  const idle = costOf(broker)
  say(
    'the broker with all sessions open',
    `${idle.memory.toFixed(0)} MiB resident, ${((idle.memory * 1_024) / count).toFixed(1)} KiB a shop`,
  )

  const before = costOf(broker).cpu
  const began = performance.now()
  for (let round = 0; round < rounds; round += 1) await sendRound(isv, round)
  await when('every order was answered', () => heard.size === count * rounds)
  const took = (performance.now() - began) / 1_000
  const cpu = costOf(broker).cpu - before
  say(
    `${count * rounds} orders, ${Math.round((count * rounds) / took)} a second: order sent until its event is heard`,
    timed([...heard].map(([id, at]) => at - (sentAt.get(id) ?? at))),
  )
  say(
    'the broker for it',
    `${cpu.toFixed(1)} CPU seconds, ${((cpu * 1_000) / (count * rounds)).toFixed(2)} ms an order; ${costOf(broker).memory.toFixed(0)} MiB resident`,
  )

  // It goes down with orders on their way, saves what it holds, and comes back.
  const lost = sendRound(isv, rounds)
  await new Promise(resolve => setTimeout(resolve, 500))
  const gone = once(broker, 'exit')
  broker.kill('SIGTERM')
  await gone
  await when('the shops have noticed', () => [...open.values()].every(one => one === 0))
  broker = await startBroker()
  const back = performance.now()
  await when('all shops are back', allOpen)
  say(
    'all shops back after the broker was restarted',
    `${((performance.now() - back) / 1_000).toFixed(1)} s (each rests 0.5 s and more, half of it by chance)`,
  )
  await lost
  await when('every order of the restart was answered', () => heard.size === count * (rounds + 1))
  const counts = await Promise.all(
    children.map(async child => {
      const answer = once(child, 'message')
      child.send('count')
      return (await answer)[0] as { orders: number; twice: number; memory: number }
    }),
  )
  const sum = (of: (one: (typeof counts)[number]) => number) => counts.reduce((all, one) => all + of(one), 0)
  say(
    'orders over all',
    `${count * (rounds + 1)} sent, ${sum(one => one.orders)} taken in, lost ${count * (rounds + 1) - sum(one => one.orders)}; brought twice ${sum(one => one.twice)} (the engine knows them again); events heard twice ${twiceHeard}`,
  )
  say(
    'the shops themselves',
    `${(sum(one => one.memory) / 1_048_576 / count).toFixed(2)} MiB a session in these test processes`,
  )
  await isv.endAsync(true)
} finally {
  await Promise.all(
    children.map(async child => {
      if (child.exitCode !== null) return
      const gone = once(child, 'exit')
      child.send('stop')
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await gone
      clearTimeout(late)
    }),
  )
  if (broker !== null && broker.exitCode === null) {
    const gone = once(broker, 'exit')
    broker.kill('SIGKILL')
    await gone
  }
  rmSync(folder, { recursive: true, force: true })
}
