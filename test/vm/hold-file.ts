import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Another program, which has a file open until it is told to end. */
export async function holdFile(path: string): Promise<{ pid: number; end(): Promise<void> }> {
  const holder = spawn('/bin/sh', ['-c', `exec 3<>${path}; echo open; read never`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(holder, 'exit')
  await once(holder.stdout, 'data')
  return {
    pid: holder.pid ?? 0,
    async end() {
      holder.stdin.end()
      await ended
    },
  }
}
