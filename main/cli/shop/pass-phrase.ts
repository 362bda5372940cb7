import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { leave } from '../arguments.ts'

const shortest = 8

/**
 * From GUDANG_PASSPHRASE, else the first line of stdin; typed at a terminal it is not shown. Never an argument: those can
 * be seen by everybody on the computer.
 */
export async function askPassPhrase(): Promise<string> {
  const phrase = process.env.GUDANG_PASSPHRASE ?? (await readLine())
  if ([...phrase].length < shortest)
    leave(2, `口令至少 ${shortest} 个字 · the pass phrase needs ${shortest} characters`)
  return phrase
}

async function readLine(): Promise<string> {
  const shown = process.stdin.isTTY ? new Writable({ write: (_chunk, _encoding, done) => done() }) : undefined
  if (process.stdin.isTTY) process.stderr.write('口令 · pass phrase: ')
  const lines = createInterface({ input: process.stdin, output: shown, terminal: process.stdin.isTTY })
  try {
    for await (const line of lines) return line
    return ''
  } finally {
    lines.close()
    if (process.stdin.isTTY) process.stderr.write('\n')
  }
}
