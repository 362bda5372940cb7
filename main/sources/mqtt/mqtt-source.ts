import type { connect, IPublishPacket, MqttClient } from 'mqtt'
import { backOffMs } from '../back-off.ts'
import { reasonOf } from '../reason.ts'
import type { Source, SourceDeps, SourceEvent } from '../source.ts'

// contract §5. Orders in: gudang/v1/{shopId}/orders, QoS 1, one order a message, acknowledged after the commit.
// Events out: gudang/v1/{shopId}/events, QoS 1. gudang/v1/{shopId}/status, retained, says whether the shop is there.

export type MqttSettings = {
  shopId: string
  sourceId: string
  /** mqtt:// or mqtts:// */
  url: string
  username: string | null
  password: string | null
}

/** A broker keeps a shop's orders this long while it is off: a weekend and a public holiday. */
const sessionSeconds = 7 * 24 * 60 * 60
const keepAliveSeconds = 15
const connectMs = 10_000
const longestBackOffMs = 30_000
/** A connection that has held this long is a good one. */
const settledMs = 30_000
/** So many in a row that were cut before that: not every broker says that somebody else has come under the same name. */
const mostCuts = 3
/** MQTT 5 §3.14.2.1: DISCONNECT with this reason goes to the one that was there before. */
const sessionTakenOver = 0x8e
/** MQTT 5 §3.8.3.1: an order that somebody retained comes with the first subscription and not with every one. */
const retainedOnce = 1
/** A message beyond this is no order (contract §3: 256 KiB); the broker keeps it from us. */
const largestPacket = 4 * 1024 * 1024

export function createMqttSource(settings: MqttSettings, deps: SourceDeps): Source {
  const base = `gudang/v1/${settings.shopId}`
  const status = { topic: `${base}/status`, qos: 1, retain: true } as const
  let client: MqttClient | null = null
  /** rejects when the connection of `client` is over: the library's own promises then stay open for ever */
  let over = Promise.withResolvers<never>()
  let failures = 0
  let isOpen = false
  let cuts = 0
  let stopping = false
  let inHand: Promise<unknown> = Promise.resolve()
  let cancelRetry = () => {}
  let cancelSettled = () => {}

  /** The library takes 20 MB, which a shop without a broker need not carry. */
  function open(): void {
    import('mqtt')
      .then(mqtt => stopping || link(mqtt.connect))
      .catch(error => deps.onState({ state: 'failing', detail: reasonOf(error) }))
  }

  function link(to: typeof connect): void {
    const made = to(settings.url, {
      protocolVersion: 5,
      // One name for ever: the session at the broker belongs to it.
      clientId: `gudang-${settings.shopId}-${settings.sourceId}`,
      clean: false,
      properties: { sessionExpiryInterval: sessionSeconds, maximumPacketSize: largestPacket },
      ...(settings.username === null ? {} : { username: settings.username }),
      ...(settings.password === null ? {} : { password: settings.password }),
      keepalive: keepAliveSeconds,
      connectTimeout: connectMs,
      // Ours: the library's own reconnecting has no back-off.
      reconnectPeriod: 0,
      resubscribe: false,
      will: { ...status, payload: Buffer.from(JSON.stringify({ state: 'offline' })) },
    })
    client = made
    over = Promise.withResolvers<never>()
    over.promise.catch(() => {})
    made.handleMessage = (packet, done) => {
      const handed = hand(made, packet, () => done())
      inHand = handed
    }
    made.on('connect', () => void greet(made))
    made.on('error', error => lose(made, reasonOf(error)))
    made.on('disconnect', packet => {
      if (packet.reasonCode === sessionTakenOver) lose(made, 'another program has connected under this name', true)
    })
    made.on('close', () => lose(made, 'the connection to the broker ended'))
  }

  /** Not acknowledged, a message comes again with the session: so what could not be stored ends the connection. */
  async function hand(from: MqttClient, packet: IPublishPacket, acknowledge: () => void): Promise<void> {
    if (stopping) return
    const body = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload
    const taken = await deps.take(body, packet.dup).catch(() => 'later' as const)
    if (from !== client) return
    if (taken === 'taken') acknowledge()
    else fail(from, 'the disk refused an order; the broker keeps it')
  }

  async function greet(from: MqttClient): Promise<void> {
    try {
      const online = JSON.stringify({ state: 'online' })
      await Promise.race([from.subscribeAsync(`${base}/orders`, { qos: 1, rh: retainedOnce }), over.promise])
      await Promise.race([from.publishAsync(status.topic, online, status), over.promise])
      if (from !== client) return
      isOpen = true
      cancelSettled = deps.after(settledMs, () => {
        failures = 0
        cuts = 0
      })
      deps.onState({ state: 'open' })
    } catch (error) {
      fail(from, reasonOf(error))
    }
  }

  /** The far side ended it. */
  function lose(from: MqttClient, detail: string, takenOver = false): void {
    if (from === client && isOpen) cuts += 1
    fail(from, detail, takenOver || cuts >= mostCuts)
  }

  function fail(from: MqttClient, detail: string, takenOver = false): void {
    if (from !== client) return
    client = null
    isOpen = false
    cancelSettled()
    over.reject(new Error(detail))
    from.end(true)
    if (stopping) return
    deps.onState({ state: takenOver ? 'taken-over' : 'failing', detail })
    // Two that chase each other away in turn would both get some of the orders.
    const wait = takenOver ? longestBackOffMs : backOffMs(failures, longestBackOffMs, deps.random)
    failures += 1
    if (takenOver) cuts = 0
    cancelRetry = deps.after(wait, open)
  }

  return {
    start: open,
    async deliver(events: readonly SourceEvent[]) {
      const to = client
      if (to === null || !to.connected) throw new Error('not connected')
      // JSON has no line breaks of its own, so one message is one line.
      for (const event of events) {
        await Promise.race([to.publishAsync(`${base}/events`, JSON.stringify(event), { qos: 1 }), over.promise])
      }
    },
    async stop() {
      stopping = true
      cancelRetry()
      cancelSettled()
      await inHand
      const last = client
      client = null
      if (last === null) return
      // After a proper end the broker keeps the will in its envelope, so we say it ourselves. QoS 0: its answer would stand
      // behind the orders that we no longer take.
      if (last.connected) last.publish(status.topic, JSON.stringify({ state: 'offline' }), { ...status, qos: 0 })
      await Promise.race([last.endAsync(!last.connected), new Promise<void>(resolve => deps.after(2_000, resolve))])
      last.end(true)
    },
  }
}
