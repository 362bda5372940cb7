import { parentPort, workerData } from 'node:worker_threads'
import { loadLibc } from './libc.ts'

// The thread that writes to a device file (device.ts). It may be held up for as long as a printer has no paper; its
// parent can interrupt it.

export type WriterWord = { thread: number } | { taken: number } | { errno: string }

const { fd } = workerData as { fd: number }
const libc = await loadLibc()
if (libc === null || parentPort === null) throw new Error('runs as a thread, on Linux')
const port = parentPort
const say = (word: WriterWord) => port.postMessage(word)
port.on('message', (bytes: Uint8Array) => {
  const written = libc.write(fd, bytes)
  say(typeof written === 'number' ? { taken: written } : { errno: written.code ?? 'UNKNOWN' })
})
say({ thread: libc.thread() })
