import { mkdirSync } from 'node:fs'
import pino, { type Logger } from 'pino'
import { createStream } from 'rotating-file-stream'
import { maskPhones } from '../../../shared/domain/masking.ts'

/** Keys whose values never reach a log, wherever they stand. */
const secret = ['token', 'secret', 'authorization', 'password', 'phone', 'customer', 'body', 'raw']

/** A text of a JSON line, with its quotation marks. */
const quoted = /"[^"\\]*(?:\\.[^"\\]*)*"/g
/**
 * What JSON leaves as it is and a terminal or an editor obeys: DEL, C1 controls (9Bh begins a terminal's commands as
 * ESC [ does), line separators, marks that turn the reading around.
 */
const obeyed = /[\u007f-\u009f\u2028\u2029\p{Bidi_Control}]/gu

export type Log = { log: Logger; close(): Promise<void> }

/** JSON lines on stderr and in logs/, rotated: at most 10 files of 5 MB. */
export function openLog(folder: string): Log {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = createStream('gudang.log', { path: folder, size: '5M', maxFiles: 10, compress: false })
  // A full disk must not take the engine down through its log.
  file.on('error', () => {})
  const stderr = pino.destination({ fd: 2, sync: true })
  stderr.on('error', () => {})
  const log = createLogger(pino.multistream([{ stream: stderr }, { stream: file }]))
  return { log, close: () => new Promise(resolve => file.end(() => resolve())) }
}

export function createLogger(stream: { write(line: string): void }): Logger {
  return pino(
    {
      redact: { paths: secret.flatMap(key => [key, `*.${key}`]), censor: '[redacted]' },
      base: null,
      // The last defence: an error's own words may quote what it choked on.
      hooks: { streamWrite: line => line.replace(quoted, maskPhones).replace(obeyed, escaped) },
    },
    stream,
  )
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
