import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

/** strace is there, and may look at other processes of ours. */
export const canTrace = (() => {
  try {
    execFileSync('strace', ['-qq', '-o', '/dev/null', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

/**
 * From now on a system call of the running process goes as `inject` says (`fsync:error=EIO:when=1`, counted in each
 * thread), until `stop`. SQLite works in the main thread, what is asynchronous in others. It is attached when this
 * resolves.
 */
export async function injectFault(
  pid: number,
  inject: string,
  threads: 'main' | 'all',
): Promise<{ stop(): Promise<void> }> {
  const [call = ''] = inject.split(':')
  const follow = threads === 'all' ? ['-f'] : []
  const tracer = spawn('strace', [...follow, '-p', String(pid), '-e', `trace=${call}`, '-e', `inject=${inject}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = once(tracer, 'exit')
  const stop = async () => {
    tracer.kill('SIGINT')
    await ended
  }
  onTestFinished(async () => {
    if (tracer.exitCode === null && tracer.signalCode === null) await stop()
  })
  // "strace: Process 77 attached with 11 threads"
  let said = ''
  tracer.stderr.setEncoding('utf8')
  while (!said.includes('attached')) {
    const [text] = await Promise.race([once(tracer.stderr, 'data'), ended.then(() => [null])])
    if (text === null) throw new Error(`strace did not attach: ${said}`)
    said += String(text)
  }
  tracer.stderr.resume()
  return { stop }
}
