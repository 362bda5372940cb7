import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { onTestFinished } from 'vitest'
import type { Ready } from '../../main/host/headless/serve.ts'
import { programFile, root } from './programs.ts'

export type ServeProcess = {
  child: ChildProcess
  stdout(): string
  stderr(): string
  /** rejects, with what stderr says, where it ends without getting ready */
  ready(): Promise<Ready>
  /** resolves when it has ended and its pipes are at their end */
  ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** serve as a process of its own; it does not outlive the test. */
export function runServe(args: readonly string[], stderr: 'pipe' | number = 'pipe'): ServeProcess {
  return run(process.execPath, [programFile('serve'), ...args], stderr)
}

/** `npm run -s serve -- …` */
export function runNpmServe(args: readonly string[]): ServeProcess {
  return run('npm', ['run', '-s', 'serve', '--', ...args], 'pipe')
}

function run(command: string, args: readonly string[], stderrTo: 'pipe' | number): ServeProcess {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', stderrTo] })
  let stdout = ''
  let stderr = ''
  let enginePid = child.pid
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const closed = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
  }))
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null && enginePid !== undefined) {
      process.kill(enginePid, 'SIGKILL')
    }
    await closed
  })

  async function ready(): Promise<Ready> {
    const end = performance.now() + 15_000
    while (!stdout.includes('\n')) {
      if (child.exitCode !== null) throw new Error(`serve ended with ${child.exitCode}: ${stderr}`)
      if (performance.now() > end) throw new Error(`serve is not ready: ${stderr}`)
      await new Promise(resolve => setTimeout(resolve, 20))
    }
    const line = JSON.parse(stdout.slice(0, stdout.indexOf('\n'))) as Ready
    enginePid = line.pid
    return line
  }

  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    ready,
    ended: () => closed,
    async stop(signal = 'SIGTERM') {
      const { pid } = await ready()
      process.kill(pid, signal)
      return (await closed).code
    },
  }
}

/** Processes that have `pid` as parent, zombies aside (Linux). */
export function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

export function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').map(Number).filter(Boolean)
}
