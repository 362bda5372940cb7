import { statSync, writeSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { terminalText } from './terminal-text.ts'

/** Arguments of a command that ends by itself; anything wrong with them ends it at once: one line, exit 2. */
export function readArguments<const Options extends ParseArgsOptionsConfig>(
  options: Options,
  args: readonly string[] = process.argv.slice(2),
) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values
  } catch (error) {
    // "Unknown option '--x'. To specify a positional argument …"
    return leave(2, (error instanceof Error ? error.message : String(error)).split('. ')[0] ?? '')
  }
}

/** The shop's folder, the same as `serve` takes where none is named. */
export function dataFolder(named: string | undefined): string {
  if (named === '') leave(2, '--data: is empty')
  return resolve(named ?? join(homedir(), '.gudang'))
}

export function leave(code: number, message: string): never {
  writeSync(2, `${terminalText(message)}\n`)
  process.exit(code)
}

/** The folder of a shop that is there; anything else ends the command. */
export function shopFolder(named: string | undefined): string {
  const data = dataFolder(named)
  if (!statSync(data, { throwIfNoEntry: false })?.isDirectory()) leave(2, `--data: there is no shop in ${data}`)
  return data
}
