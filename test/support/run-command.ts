import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import type { Ready } from '../../main/host/headless/serve.ts'
import { type ProgramName, programFile } from './programs.ts'

// Programs as people run them. None outlives its test.

export type CommandEnd = { code: number | null; out: string; err: string }

export type RunningCommand = {
  child: ChildProcess
  /** The ready line; rejects where the program ends without one. */
  ready(): Promise<Ready>
  stop(signal?: NodeJS.Signals): Promise<CommandEnd>
  ended: Promise<CommandEnd>
}

export function startProgram(
  program: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
  user: { uid?: number; gid?: number } = {},
): RunningCommand {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    ...user,
  })
  let out = ''
  let err = ''
  const line = Promise.withResolvers<string>()
  child.stdout.setEncoding('utf8').on('data', text => {
    out += text
    if (out.includes('\n')) line.resolve(out)
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    err += text
  })
  const ended = once(child, 'close').then(([code]) => ({ code, out, err }))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return {
    child,
    async ready() {
      await Promise.race([line.promise, ended])
      if (!out.includes('\n')) throw new Error(`ended without a ready line: ${err}`)
      return JSON.parse(out.slice(0, out.indexOf('\n')))
    },
    stop(signal = 'SIGTERM') {
      child.kill(signal)
      return ended
    },
    ended,
  }
}

/** A command of main/cli, to its end. */
export function runCommand(name: ProgramName, args: readonly string[]): Promise<CommandEnd> {
  return startProgram(programFile(name), args).ended
}
