import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import type { Db } from '../../store/database.ts'
import { countJobsByState, countKeptAside, listLastJobs } from '../../store/inspection.ts'
import { createRedact, type Redact, readSecretValues } from './redact.ts'

// The file to send to support: what is wrong, how the shop is set up, what the engine logged, and how the last jobs
// went. Nothing of what customers ordered or said, no secret, no phone.

const lastJobs = 200
const logBytes = 1_000_000
const logFiles = 3

/** Log lines have these members and no others here, so that nothing written by mistake leaves the shop. */
const logMembers = ['level', 'time', 'msg', 'printer', 'job', 'route', 'method', 'url', 'version', 'state', 'source']

export type BundleContent = { data: string; report: object; db: Db | null }

/** Throws what the file system says. */
export function writeBundle(file: string, { data, report, db }: BundleContent): void {
  const redact = createRedact(readSecretValues(data))
  const json = (value: unknown) => strToU8(`${JSON.stringify(redact(value), null, 2)}\n`)
  const zip = zipSync(
    {
      'doctor.json': json(report),
      'config.json': json(readConfig(data)),
      ...Object.fromEntries(
        readLogs(join(data, 'logs'), redact).map(([name, text]) => [`logs/${name}`, strToU8(text)]),
      ),
      ...(db === null ? {} : { 'jobs.json': json(jobsOf(db)) }),
    },
    { level: 6 },
  )
  writeFileSync(`${file}.tmp`, zip, { mode: 0o600 })
  renameSync(`${file}.tmp`, file)
}

function jobsOf(db: Db): object {
  return { states: countJobsByState(db), keptAside: countKeptAside(db), last: listLastJobs(db, lastJobs) }
}

function readConfig(data: string): unknown {
  try {
    return JSON.parse(readFileSync(join(data, 'config.json'), 'utf8'))
  } catch (error) {
    // V8 quotes the text in its message; where it breaks is enough.
    return { unreadable: /position \d+|ENOENT/.exec(String(error))?.[0] ?? 'not JSON' }
  }
}

/** The ends of the newest log files, as [name, text]. */
function readLogs(folder: string, redact: Redact): [string, string][] {
  let names: string[]
  try {
    names = readdirSync(folder).filter(name => name.includes('gudang.log'))
  } catch {
    return []
  }
  // The one being written has the plain name; rotated ones begin with their date.
  const newest = names.sort((a, b) => (a === 'gudang.log' ? -1 : b === 'gudang.log' ? 1 : b.localeCompare(a)))
  return newest.slice(0, logFiles).map(name => {
    const lines = readEnd(join(folder, name)).split('\n')
    const kept = lines.map(line => logLine(line, redact)).filter(line => line !== null)
    return [name, `${kept.join('\n')}\n`]
  })
}

function readEnd(file: string): string {
  const fd = openSync(file, 'r')
  try {
    const { size } = fstatSync(fd)
    const bytes = Buffer.alloc(Math.min(size, logBytes))
    readSync(fd, bytes, 0, bytes.length, size - bytes.length)
    return bytes.toString('utf8')
  } finally {
    closeSync(fd)
  }
}

function logLine(line: string, redact: Redact): string | null {
  try {
    const entry = JSON.parse(line) as Record<string, unknown>
    const kept = Object.fromEntries(logMembers.filter(key => key in entry).map(key => [key, entry[key]]))
    return JSON.stringify(redact({ ...kept, ...(entry.err ? { err: errorOf(entry.err) } : {}) }))
  } catch {
    return null
  }
}

/** Where it happened and of what kind; the message only of errors that never quote what they choked on. */
function errorOf(err: unknown): object {
  const { type, code, message, stack } = err as Record<string, unknown>
  const quotes = type === 'SyntaxError' || type === 'TypeError' || type === 'ZodError'
  const frames = String(stack ?? '')
    .split('\n')
    .filter(frame => /^\s+at /.test(frame))
  return { type, code, ...(quotes ? {} : { message }), frames }
}
