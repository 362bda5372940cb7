import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTcpServer, type TcpServer } from '../../../drivers/virtual/tcp-server.ts'
import { createVirtualPrinter, type VirtualPrinter } from '../../../drivers/virtual/virtual-printer.ts'
import { systemClock } from '../../../main/engine/clock.ts'
import { begin, cut, DLE, EOT, GS, LF, raw } from '../../support/raw-bytes.ts'

let printer: VirtualPrinter
let server: TcpServer
let sockets: Socket[]
let texts: string[]
/** resolves with the next paper's text */
let nextPaper: PromiseWithResolvers<string>
beforeEach(async () => {
  sockets = []
  texts = []
  nextPaper = Promise.withResolvers()
  printer = createVirtualPrinter({
    profile: { columns: 48, dots: 576, cutter: true },
    confirm: 'process-id',
    clock: systemClock,
    onPaper({ text }) {
      texts.push(text)
      nextPaper.resolve(text)
      nextPaper = Promise.withResolvers()
    },
  })
  server = await createTcpServer(printer, { port: 0 })
})
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  await server.close()
  printer.close()
})

async function plug(): Promise<Socket> {
  const socket = connect({ port: server.port, host: server.host, allowHalfOpen: true })
  socket.on('error', () => {})
  sockets.push(socket)
  await once(socket, 'connect')
  return socket
}
async function hear(socket: Socket, count: number): Promise<number[]> {
  const heard: number[] = []
  while (heard.length < count) {
    const [bytes] = await once(socket, 'data')
    heard.push(...bytes)
  }
  return heard
}
const ticket = (text: string) => raw(begin, text, LF, cut)

test('prints and answers', async () => {
  const socket = await plug()
  socket.write(raw(DLE, EOT, 1, ticket('豆浆'), GS, 'r', 1))
  expect(await hear(socket, 2)).toEqual([0x12, 0x00])
  expect(texts).toEqual(['豆浆\n'])
})

test('stops reading while its buffer is full, and takes the rest when it is fixed', async () => {
  printer.obey({ cover: 'open' })
  const socket = await plug()
  // 6 MB, more than the kernel's buffers between the two hold
  const pictures = raw(GS, 'v0', 0, 72, 0, 0, 15, new Uint8Array(72 * 15 * 256))
  const all = raw(...Array.from({ length: 22 }, () => pictures), ticket('end'))
  let sent = false
  socket.write(all, () => {
    sent = true
  })
  // By the time that another connection was made, all that could be taken was.
  await plug()
  expect([sent, printer.buffered]).toEqual([false, 4096])
  printer.obey({ cover: 'closed' })
  while (!texts.at(-1)?.endsWith('end\n')) await nextPaper.promise
  expect(sent).toBe(true)
})

test('serves one connection, and the next when it has ended', async () => {
  const first = await plug()
  first.write(raw(DLE, EOT, 1))
  await hear(first, 1)
  const second = await plug()
  second.write(raw(DLE, EOT, 4))
  const answer = hear(second, 1)
  first.write(ticket('first'))
  first.end()
  await once(first, 'end')
  expect(await answer).toEqual([0x12])
  expect(texts).toEqual(['first\n'])
})

test('a half-closed connection still hears the answers to what is being printed', async () => {
  printer.obey({ baud: 9600 })
  const socket = await plug()
  socket.end(raw(ticket('x'.repeat(40)), GS, 'r', 1))
  expect(await hear(socket, 1)).toEqual([0x00])
  await once(socket, 'end')
})

test('dropAfterBytes resets the connection, and the next one works', async () => {
  await server.obey({ dropAfterBytes: 6 })
  const socket = await plug()
  socket.write(raw('abc', LF, 'def'))
  const [error] = await once(socket, 'error')
  expect(error.code).toBe('ECONNRESET')
  const next = await plug()
  next.write(raw(LF, cut))
  expect(await nextPaper.promise).toBe('abc\nde\n')
})

test('power off takes it off the network; on, it is back under its port', async () => {
  const socket = await plug()
  const { port } = server
  const lost = new Promise(resolve => socket.once('close', resolve))
  await server.obey({ power: 'off' })
  await lost
  const refused = connect({ port, host: server.host })
  expect((await once(refused, 'error'))[0].code).toBe('ECONNREFUSED')
  await server.obey({ power: 'on' })
  expect(server.port).toBe(port)
  const next = await plug()
  next.write(ticket('back'))
  expect(await nextPaper.promise).toBe('back\n')
})

test('a port that is taken is refused by name', async () => {
  await expect(createTcpServer(printer, { port: server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  const { port } = server
  await server.obey({ power: 'off' })
  const squatter = createServer().listen(port, server.host)
  await once(squatter, 'listening')
  await expect(server.obey({ power: 'on' })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  squatter.close()
  await once(squatter, 'close')
  await server.obey({ power: 'on' })
})
