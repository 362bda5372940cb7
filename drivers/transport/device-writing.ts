import { once } from 'node:events'
import { extname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { WriterWord } from './device-writer.ts'
import type { Libc } from './libc.ts'
import { TransportError } from './transport.ts'

/**
 * Writes that block, in a thread of their own: usblp says how a transfer ended only to a write that waited for it. One with
 * O_NONBLOCK is told that all is well as soon as the transfer is queued, and its failure is told to nobody (Linux
 * drivers/usb/class/usblp.c, usblp_write: "Presume that it's going to complete well").
 */
export type DeviceWriting = {
  /** Throws a TransportError that says how many bytes left. */
  write(bytes: Uint8Array, stallMs: number): Promise<void>
  /** No byte leaves after this; a write that waits ends as `lost`. */
  stop(): Promise<void>
}

/** One transfer each. A transfer that was cut short may have left whole, so they are small. */
const pieceBytes = 1024
/** An interrupt that comes just before the thread is held up does nothing. */
const interruptAgainMs = 20

/** In the sources and in the bundle alike it lies beside this file, under the same ending. */
const program = fileURLToPath(new URL(`./device-writer${extname(import.meta.url)}`, import.meta.url))

export async function startDeviceWriting(fd: number, libc: Libc): Promise<DeviceWriting> {
  libc.allowInterrupts()
  const worker = new Worker(program, { workerData: { fd }, stdout: true, stderr: true, execArgv: [] })
  const [born] = (await once(worker, 'message')) as [WriterWord]
  if (!('thread' in born)) throw new Error('the thread did not say its number')
  const { thread } = born
  let answer: PromiseWithResolvers<WriterWord> | null = null
  let stopped = false
  worker.on('message', (word: WriterWord) => answer?.resolve(word))
  worker.on('error', error => answer?.resolve({ errno: error instanceof Error ? error.message : String(error) }))
  // Node waits for its threads when it exits, and this one may wait for paper.
  const interrupt = () => libc.interrupt(thread)
  process.on('exit', interrupt)

  async function freeThread(): Promise<void> {
    for (; answer !== null; await sleep(interruptAgainMs)) interrupt()
  }

  async function writePiece(piece: Uint8Array, stallMs: number): Promise<number> {
    let stalled = false
    const timer = setTimeout(() => {
      stalled = true
      void freeThread()
    }, stallMs)
    answer = Promise.withResolvers()
    worker.postMessage(piece)
    try {
      const word = await answer.promise
      if ('taken' in word && word.taken > 0 && !stalled) return word.taken
      // usblp leaves an interrupted transfer to run until the file is closed: all of it may have left.
      const taken = 'taken' in word ? word.taken : piece.length
      if (stalled) throw new TransportError('stalled', `no byte taken for ${stallMs} ms`, taken)
      throw new TransportError('lost', stopped ? 'closed' : `the device failed: ${wordOf(word)}`, taken)
    } finally {
      clearTimeout(timer)
      answer = null
    }
  }

  return {
    async write(bytes, stallMs) {
      for (let taken = 0; taken < bytes.length; ) {
        if (stopped) throw new TransportError('lost', 'the device is gone', taken)
        try {
          taken += await writePiece(bytes.slice(taken, taken + pieceBytes), stallMs)
        } catch (error) {
          if (!(error instanceof TransportError)) throw error
          throw new TransportError(error.code, error.message, taken + error.bytesTaken)
        }
      }
    },
    async stop() {
      stopped = true
      await freeThread()
      process.off('exit', interrupt)
      await worker.terminate()
    },
  }
}

function wordOf(word: WriterWord): string {
  return 'errno' in word ? word.errno : 'took nothing'
}
