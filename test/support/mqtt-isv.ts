import type { Mosquitto } from './mosquitto.ts'

export type ToldEvent = {
  eventId: string
  type: string
  shopId: string
  orderId: string | null
  data: { issues?: unknown }
}

let made = 0

/** An ISV's cloud behind a broker: sends orders to a shop, hears its events. */
export async function openMqttIsv(broker: Mosquitto, { shopId = 'gudang-001', kept = false } = {}) {
  made += 1
  const topic = (name: string) => `gudang/v1/${shopId}/${name}`
  const client = await broker.client(`isv-${made}`, { kept })
  const events: ToldEvent[] = []
  const raw: string[] = []
  const statuses: string[] = []
  client.on('message', (from, payload) => {
    if (from === topic('status')) statuses.push(String(payload))
    else {
      raw.push(String(payload))
      events.push(JSON.parse(String(payload)) as ToldEvent)
    }
  })
  await client.subscribeAsync([topic('events'), topic('status')], { qos: 1 })
  return {
    events,
    raw,
    statuses,
    isOnline: () => statuses.at(-1) === '{"state":"online"}',
    send: (body: object | string) =>
      client.publishAsync(topic('orders'), typeof body === 'string' ? body : JSON.stringify(body), { qos: 1 }),
    retain: (body: object) => client.publishAsync(topic('orders'), JSON.stringify(body), { qos: 1, retain: true }),
    /** orders of which this has been said at least once */
    told: (type: string) => new Set(events.filter(event => event.type === type).map(event => event.orderId)),
  }
}
