import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

/** A program that holds a file, under the name that it is given, until the test ends; its number. */
export async function holdOpen(path: string, argv0: string): Promise<number> {
  const program = spawn('/bin/sh', ['-c', `exec 3<${path}; echo open; read never`], {
    argv0,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(program, 'exit')
  onTestFinished(async () => {
    program.stdin.end()
    await ended
  })
  await once(program.stdout, 'data')
  return program.pid ?? 0
}
