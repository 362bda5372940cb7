import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Every file below a folder, paths relative to it, sorted. */
export function filesIn(folder: string): string[] {
  return (
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      // One that is being written may be gone again.
      .filter(name => statSync(join(folder, name), { throwIfNoEntry: false })?.isFile() === true)
      .sort()
  )
}

/** Files below a folder whose bytes contain the text, as UTF-8. */
export function filesWith(folder: string, text: string): string[] {
  return filesIn(folder).filter(name => readFileSync(join(folder, name)).includes(text))
}
