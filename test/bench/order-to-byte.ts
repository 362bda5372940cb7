import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { Agent } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { breakfastOrder, breakfastShop } from '../support/breakfast.ts'
import { httpRequest } from '../support/http-request.ts'
import { type RunningShop, startServe } from '../support/running-shop.ts'
import { type Figure, spread } from './figures.ts'

// From the moment a signed push goes onto its connection to the first byte of its ticket at a printer on TCP: HTTP,
// checking the signature, journal and commit (both on disk), routing, layout, the printer's status round trip and the
// attempt row (on disk) included. The sender keeps its connection open, as a cloud does.

const rounds = 200

/** Answers DLE EOT and GS r at once, and calls when a ticket begins (ESC @) and when its answer is asked for. */
async function openClockedPrinter(onTicket: () => void, onDone: () => void) {
  const server = createServer({ allowHalfOpen: false, noDelay: true }, socket => {
    socket.on('error', () => {})
    socket.on('data', chunk => {
      if (chunk.includes(Buffer.of(0x1b, 0x40))) onTicket()
      for (let at = chunk.indexOf(Buffer.of(0x10, 0x04)); at >= 0; at = chunk.indexOf(Buffer.of(0x10, 0x04), at + 3)) {
        socket.write(Buffer.of(0x12))
      }
      if (chunk.includes(Buffer.of(0x1d, 0x72, 1))) {
        socket.write(Buffer.of(0))
        onDone()
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, close: () => server.close() }
}

export type OrderBench = {
  serve: RunningShop
  /** One order from its push to the end of its ticket. Milliseconds. */
  round(): Promise<{ toByte: number; toAnswer: number }>
  close(): Promise<void>
}

/** A shop with a printer that is listened to, and a sender that keeps its connection open. */
export async function openOrderBench(folder: string): Promise<OrderBench> {
  let began = 0
  let done: () => void = () => {}
  let rounds = 0
  const printer = await openClockedPrinter(
    () => {
      began = performance.now()
    },
    () => done(),
  )
  const mute = await openClockedPrinter(
    () => {},
    () => {},
  )
  const shop = breakfastShop({ id: 'steam', port: printer.port }, { id: 'fry', port: mute.port })
  writeFileSync(join(folder, 'config.json'), JSON.stringify(shop))
  const serve = await startServe(folder)
  const agent = new Agent({ keepAlive: true })
  return {
    serve,
    async round() {
      rounds += 1
      const order = breakfastOrder(`bench-${rounds}`, [{ name: '鲜肉包', quantity: 2 }, { name: '豆浆' }])
      const finished = new Promise<void>(resolve => {
        done = resolve
      })
      const { path, ...signed } = serve.signed(order)
      const sent = performance.now()
      const answer = await httpRequest(serve.ready.url, path, { ...signed, agent })
      if (answer.status !== 201) throw new Error(`refused: ${answer.status}`)
      const toAnswer = performance.now() - sent
      await finished
      const toByte = began - sent
      // One order at a time: the last ticket's outcome has been written down before the next order comes.
      await new Promise(resolve => setTimeout(resolve, 40))
      return { toByte, toAnswer }
    },
    async close() {
      agent.destroy()
      await serve.stop()
      printer.close()
      mute.close()
    },
  }
}

export async function measureOrderToByte(folder: string): Promise<Figure[]> {
  const bench = await openOrderBench(folder)
  const toByte: number[] = []
  const toAnswer: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const times = await bench.round()
    toAnswer.push(times.toAnswer)
    toByte.push(times.toByte)
  }
  await bench.close()
  return [
    { name: 'order pushed → 201 (durable)', value: spread(toAnswer.slice(10), 'ms'), wanted: '' },
    {
      name: 'order pushed → first byte of its ticket',
      value: spread(toByte.slice(10), 'ms'),
      wanted: 'median < 10 ms',
    },
  ]
}
