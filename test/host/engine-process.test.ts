import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { type FromEngine, keyMessage, stopWord } from '../../main/host/electron/engine-messages.ts'
import type { JobView } from '../../shared/domain/views/printing-views.ts'
import { eventually } from '../support/eventually.ts'
import { tempFolder } from '../support/temp-folder.ts'

// The engine's half of the desktop app, in a Node child whose channel stands in for Electron's process.parentPort.

const program = fileURLToPath(new URL('../../main/host/electron/engine-process.ts', import.meta.url))
const parentPort = `process.parentPort = {
  postMessage: message => process.send(message),
  on: (_, heard) => process.on('message', data => heard({ data })),
}`

function startEngineProcess(args: string[]) {
  const child = fork(program, args, {
    execArgv: ['--import', `data:text/javascript,${encodeURIComponent(parentPort)}`],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  child.send(keyMessage(null))
  const ended = once(child, 'exit')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return {
    heard: once(child, 'message').then(([message]) => message as FromEngine),
    tell: (word: string) => void child.send(word),
    code: ended.then(([code]) => code as number | null),
  }
}

test('it says where its door is, prints and draws, and drains at the stop word', async () => {
  const folder = tempFolder()
  const { heard, tell, code } = startEngineProcess(['--data', folder, '--port=0'])
  const ready = await heard
  if (ready.event !== 'ready') throw new Error(ready.line)
  const headers = { authorization: `Bearer ${ready.token}` }
  const get = (path: string) => fetch(`${ready.url}/api/v1${path}`, { headers })
  await fetch(`${ready.url}/api/v1/printers/kitchen/test`, { method: 'POST', headers })
  const job = await eventually(async () => {
    const [first] = (await (await get('/jobs')).json()) as JobView[]
    expect(first?.state).toBe('printed')
    return first
  })
  // In a thread: a hardened Electron cannot fork.
  const png = await get(`/jobs/${job?.jobId}/paper.png`)
  expect(png.headers.get('content-type')).toBe('image/png')
  expect((await png.arrayBuffer()).byteLength).toBeGreaterThan(1_000)
  tell('something else')
  tell(stopWord)
  expect(await code).toBe(0)
  expect(existsSync(join(folder, 'engine.json'))).toBe(false)
})

test('it leaves with its line and the code of contract §1', async () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'config.json'), '{"shop":{}}')
  const { heard, code } = startEngineProcess(['--data', folder, '--port=0'])
  expect(await heard).toMatchObject({ event: 'failed', line: expect.stringContaining('shop.id') })
  expect(await code).toBe(2)
})
