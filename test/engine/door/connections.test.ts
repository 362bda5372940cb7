import { createServer } from 'node:http'
import { afterEach, expect, onTestFinished, test } from 'vitest'
import { boundConnections } from '../../../main/engine/door/connections.ts'
import { eventually } from '../../support/eventually.ts'
import { openRaw, type RawConnection } from '../../support/raw-connection.ts'

// Who has to go when too many lines are open, with real sockets. Three is too many to begin with.

const most = 3
let waiting: (() => void)[] = []
afterEach(() => {
  waiting = []
})

/** /slow is answered when `answer` is called, everything else at once. */
async function openServer() {
  let count = 0
  let requests = 0
  const server = createServer((request, response) => {
    requests += 1
    request.resume()
    if (request.url === '/slow') waiting.push(() => response.end())
    else if (request.method === 'GET') response.end()
  })
  boundConnections(server, most)
  server.on('connection', socket => {
    count += 1
    socket.once('close', () => {
      count -= 1
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}`, count: () => count, requests: () => requests }
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`
const halfBody = 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf'
const answered = (line: RawConnection, times = 1) => eventually(() => expect(line.statuses()).toHaveLength(times))

test('first goes one that never asked, then the one that was quiet for longest', async () => {
  const { url, count } = await openServer()
  const slow = await openRaw(url)
  await slow.write(get('/slow'))
  await eventually(() => expect(waiting).toHaveLength(1))
  const keptAlive = await openRaw(url)
  await keptAlive.write(get('/'))
  await answered(keptAlive)
  const idle = await openRaw(url)

  const newcomer = await openRaw(url)
  await idle.closed
  await newcomer.write(get('/'))
  await answered(newcomer)
  expect([slow.isClosed(), keptAlive.isClosed()]).toEqual([false, false])

  // The older one is the one that asked last.
  await keptAlive.write(get('/'))
  await answered(keptAlive, 2)
  await openRaw(url)
  await newcomer.closed
  expect([slow.isClosed(), keptAlive.isClosed()]).toEqual([false, false])
  waiting[0]?.()
  await answered(slow)
  expect(count()).toBe(most)
})

test('where all ask, the oldest goes whose request has not come to its end', async () => {
  const { url, requests } = await openServer()
  const slow = await openRaw(url)
  await slow.write(get('/slow'))
  const first = await openRaw(url)
  await first.write(halfBody)
  const second = await openRaw(url)
  await second.write(halfBody)
  await eventually(() => expect(requests()).toBe(most))

  const newcomer = await openRaw(url)
  await first.closed
  await newcomer.write(get('/'))
  await answered(newcomer)
  expect([slow.isClosed(), second.isClosed()]).toEqual([false, false])
})

test('where all wait for an answer, the newcomer goes, and there is room again after the answers', async () => {
  const { url } = await openServer()
  const lines = await Promise.all(Array.from({ length: most }, () => openRaw(url)))
  for (const line of lines) await line.write(get('/slow'))
  await eventually(() => expect(waiting).toHaveLength(most))
  await (await openRaw(url)).closed
  expect(lines.map(line => line.isClosed())).toEqual([false, false, false])
  for (const answer of waiting) answer()
  for (const line of lines) await answered(line)
  const next = await openRaw(url)
  await next.write(get('/'))
  await answered(next)
})

test('a line that was closed takes no place', async () => {
  const { url, count } = await openServer()
  for (let round = 0; round < 4; round += 1) {
    const lines = await Promise.all(Array.from({ length: most }, () => openRaw(url)))
    for (const line of lines) line.socket.destroy()
    await eventually(() => expect(count()).toBe(0))
  }
  const kept = await Promise.all(Array.from({ length: most }, () => openRaw(url)))
  for (const line of kept) await line.write(get('/'))
  for (const line of kept) await answered(line)
})

test('who asks on and on without hearing the answers is cut off', async () => {
  const { url } = await openServer()
  const greedy = await openRaw(url)
  await greedy.write(get('/slow').repeat(16))
  await eventually(() => expect(waiting).toHaveLength(16))
  expect(greedy.isClosed()).toBe(false)
  await greedy.write(get('/slow'))
  await greedy.closed
  const modest = await openRaw(url)
  for (let times = 1; times < 40; times += 1) {
    await modest.write(get('/'))
    await answered(modest, times)
  }
})
