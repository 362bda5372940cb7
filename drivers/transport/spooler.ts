import { setTimeout as sleep } from 'node:timers/promises'
import { createConnectionLife } from './connection-life.ts'
import { type Transport, TransportError } from './transport.ts'

/** The operating system's print queues. Every call may throw a TransportError. */
export type Spooler = {
  queues(): Promise<SpoolerQueue[]>
  /** Throws where the queue does not take jobs or does not print them. */
  check(queue: string): Promise<void>
  /** Resolves with the job. An error's `bytesTaken` is 0 only where the queue provably has no such job. */
  submit(queue: string, bytes: Uint8Array): Promise<number>
  look(queue: string, job: number): Promise<SpoolerLook>
  cancel(queue: string, job: number): Promise<void>
}

export type SpoolerQueue = { name: string; info: string; device: string }

export type SpoolerLook = {
  /** `failed`: ended by somebody or something before its end, and over */
  phase: 'waiting' | 'printing' | 'done' | 'failed'
  /** provably not a byte went to the printer so far */
  untouched: boolean
  /** changes when the job gets on */
  progress: string
  /** what the spooler says about it */
  words: string
}

const lookMs = 100
/** A cancelled job ends when the program that talks to the printer has. */
const cancelMs = 5_000

/**
 * A queue of the operating system, of which each write is one raw job. It says that it has handed the bytes on, never
 * what the printer made of them, and nothing comes back: so nothing is asked, and a ticket is `sent` at best. A job that
 * does not get on is cancelled, so that it does not print behind our back when another copy has been made.
 */
export function createSpoolerTransport({ queue, spooler }: { queue: string; spooler?: Spooler }): Transport {
  return {
    address: `spooler ${queue}`,
    shared: true,
    oneWay: true,
    async connect(signal) {
      const queues = spooler ?? (await systemSpooler())
      if (signal.aborted) throw new TransportError('aborted', 'gave up connecting')
      await queues.check(queue)
      const life = createConnectionLife()
      return {
        ended: life.ended,
        onBytes: life.onBytes,
        write: (bytes, { stallMs }) =>
          life.guard(async () => {
            try {
              if (bytes.length > 0) await print(queues, queue, bytes, stallMs)
            } catch (error) {
              if (error instanceof TransportError) life.end('lost', new TransportError(error.code, error.message))
              throw error
            }
          }),
        async close() {
          if (life.beginClose()) life.end('closed', null)
          await life.ended
        },
      }
    },
  }
}

export async function systemSpooler(): Promise<Spooler> {
  if (process.platform === 'win32') return (await import('./winspool.ts')).openWinspool()
  return (await import('./cups.ts')).createCups()
}

async function print(spooler: Spooler, queue: string, bytes: Uint8Array, stallMs: number): Promise<void> {
  const job = await spooler.submit(queue, bytes)
  const look = () =>
    spooler.look(queue, job).catch(error => {
      throw new TransportError('lost', error instanceof Error ? error.message : String(error), bytes.length)
    })
  const failure = (code: 'lost' | 'stalled', words: string, { untouched }: SpoolerLook) =>
    new TransportError(code, words, untouched ? 0 : bytes.length)

  const end = await follow(look, stallMs)
  if (end.phase === 'done') return
  if (end.phase === 'failed') throw failure('lost', `the queue gave the job up: ${end.words}`, end)
  const refusal = await spooler.cancel(queue, job).then(
    () => '',
    (error: Error) => `; it could not be cancelled: ${error.message}`,
  )
  // It may have got on until the moment of the cancelling; then it has printed after all, or some of it.
  const last = await follow(look, cancelMs)
  if (last.phase === 'done') return
  throw failure('stalled', `the job does not get on: ${end.words}${refusal}`, {
    ...last,
    untouched: last.untouched && last.phase === 'failed',
  })
}

/** Until the job is over, or does not get on for `stallMs`. */
async function follow(look: () => Promise<SpoolerLook>, stallMs: number): Promise<SpoolerLook> {
  let progress = ''
  let movedAt = performance.now()
  for (;;) {
    const now = await look()
    if (now.phase === 'done' || now.phase === 'failed') return now
    if (now.progress !== progress) movedAt = performance.now()
    progress = now.progress
    if (performance.now() - movedAt > stallMs) return now
    await sleep(lookMs)
  }
}
