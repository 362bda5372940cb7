import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { z } from 'zod'

// engine.json in the data folder: where the engine that holds the folder is found. No secret is in it; the token has
// its own file. After a kill it stays behind, so it means something only while the folder is locked.

const engineAt = z.object({
  url: z.url({ protocol: /^https?$/ }),
  pid: z.int().positive(),
  /** PEM, the one that its door shows to everybody: the file that it was read from may be another's by now; none: no TLS */
  certificate: z.string().optional(),
})
export type EngineAt = z.infer<typeof engineAt>

/** To be called by the engine that holds the folder. The result takes it back; call it before the folder is released. */
export function announceEngine(folder: string, engine: EngineAt, log: Pick<Logger, 'warn'>): () => void {
  const file = join(folder, 'engine.json')
  try {
    writeFileSync(`${file}.tmp`, `${JSON.stringify(engine)}\n`, { mode: 0o600 })
    renameSync(`${file}.tmp`, file)
  } catch (error) {
    // Only the commands beside it miss this; orders go on.
    log.warn({ err: error }, 'engine.json could not be written')
  }
  return () => rmSync(file, { force: true })
}

export function readEngineFile(folder: string): EngineAt | null {
  try {
    return engineAt.parse(JSON.parse(readFileSync(join(folder, 'engine.json'), 'utf8')))
  } catch {
    return null
  }
}
