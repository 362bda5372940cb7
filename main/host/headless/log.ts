import { mkdirSync } from 'node:fs'
import pino, { type Logger } from 'pino'
import { createStream } from 'rotating-file-stream'

/** Keys whose values never reach a log, wherever they stand. */
const secret = ['token', 'secret', 'authorization', 'password', 'phone', 'customer', 'body', 'raw']

export type Log = { log: Logger; close(): Promise<void> }

/** JSON lines on stderr and in logs/, rotated: at most 10 files of 5 MB. */
export function openLog(folder: string): Log {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = createStream('gudang.log', { path: folder, size: '5M', maxFiles: 10, compress: false })
  // A full disk must not take the engine down through its log.
  file.on('error', () => {})
  const stderr = pino.destination({ fd: 2, sync: true })
  stderr.on('error', () => {})
  const log = pino(
    { redact: { paths: secret.flatMap(key => [key, `*.${key}`]), censor: '[redacted]' }, base: null },
    pino.multistream([{ stream: stderr }, { stream: file }]),
  )
  return { log, close: () => new Promise(resolve => file.end(() => resolve())) }
}
