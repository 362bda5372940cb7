import { fork } from 'node:child_process'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { PaintAnswer, PaintOrder } from './painter.ts'

/** The program that draws, running beside this one. */
export type PainterChild = {
  send(order: PaintOrder): void
  /** While it only waits for work, it does not keep this process from ending. */
  keepAlive(yes: boolean): void
  /** It ends by itself after this. */
  dismiss(): void
  kill(): void
  /** resolves when it is over, with how it ended */
  readonly ended: Promise<string>
}

/** In the sources and in the bundle alike it lies beside this file, under the same ending. */
const childProgram = fileURLToPath(new URL(`./paint-child${extname(import.meta.url)}`, import.meta.url))

/** A process of its own: all its memory goes with it. */
export function forkChild(onAnswer: (answer: PaintAnswer) => void, program = childProgram): PainterChild {
  const child = fork(program, [], {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const ended = Promise.withResolvers<string>()
  child.on('message', message => onAnswer(message as PaintAnswer))
  child.on('error', error => ended.resolve(error.message))
  child.on('exit', (code, signal) => ended.resolve(`ended with ${signal ?? code}`))
  return {
    ended: ended.promise,
    // A child that cannot be reached is about to say so by its end.
    send: order => void child.send(order, () => {}),
    keepAlive(yes) {
      child[yes ? 'ref' : 'unref']()
      child.channel?.[yes ? 'ref' : 'unref']()
    },
    /** The channel's end is the child's. */
    dismiss() {
      if (child.connected) child.disconnect()
    },
    kill: () => void child.kill('SIGKILL'),
  }
}

/** A thread: for where this program is not Node itself and cannot start another, as in a hardened Electron. */
export function threadChild(onAnswer: (answer: PaintAnswer) => void, program = childProgram): PainterChild {
  const thread = new Worker(program, { stdout: true, stderr: true, execArgv: [] })
  const ended = Promise.withResolvers<string>()
  thread.on('message', onAnswer)
  thread.on('error', error => ended.resolve(error instanceof Error ? error.message : String(error)))
  thread.on('exit', code => ended.resolve(`ended with ${code}`))
  const end = () => void thread.terminate()
  return {
    ended: ended.promise,
    send: order => thread.postMessage(order),
    keepAlive: yes => thread[yes ? 'ref' : 'unref'](),
    dismiss: end,
    kill: end,
  }
}
