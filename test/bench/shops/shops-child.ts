import { createMqttSource } from '../../../main/sources/mqtt/mqtt-source.ts'
import type { Source } from '../../../main/sources/source.ts'

// Many shops' MQTT sessions in one process: the source as the engine runs it, over a disk that is always quick. Each order
// is answered by one event. Started by run.ts: shops-child.ts URL FIRST COUNT.

const [url = '', first = '0', count = '0'] = process.argv.slice(2)
const shops: Source[] = []
const seen = new Map<string, number>()
let open = 0

function openOne(index: number): Source {
  const shopId = shopName(index)
  let isOpen = false
  const source = createMqttSource(
    { shopId, sourceId: 'cloud', url, username: null, password: null },
    {
      async take(body) {
        const { orderId } = JSON.parse(Buffer.from(body).toString()) as { orderId: string }
        seen.set(orderId, (seen.get(orderId) ?? 0) + 1)
        const event = { eventId: orderId, type: 'order.accepted', shopId, orderId, revision: 1, at: '', data: {} }
        // A courier would try again; here the count of what was told shows it.
        void source.deliver([event]).catch(() => untold.push({ source, event }))
        return 'taken'
      },
      onState({ state }) {
        if ((state === 'open') === isOpen) return
        isOpen = state === 'open'
        open += isOpen ? 1 : -1
        if (isOpen) retell()
        process.send?.({ open })
      },
      after(ms, then) {
        const timer = setTimeout(then, ms)
        return () => clearTimeout(timer)
      },
      random: Math.random,
    },
  )
  return source
}

type Untold = { source: Source; event: Parameters<Source['deliver']>[0][number] }
const untold: Untold[] = []

function retell(): void {
  for (const one of untold.splice(0)) void one.source.deliver([one.event]).catch(() => untold.push(one))
}

function shopName(index: number): string {
  return `shop-${String(index).padStart(5, '0')}`
}

for (let index = Number(first); index < Number(first) + Number(count); index += 1) shops.push(openOne(index))
for (const shop of shops) shop.start()

process.on('message', async message => {
  if (message === 'count') {
    const twice = [...seen.values()].filter(times => times > 1).length
    process.send?.({ orders: seen.size, twice, memory: process.memoryUsage().rss })
  }
  if (message === 'stop') {
    await Promise.all(shops.map(shop => shop.stop()))
    process.exit(0)
  }
})
