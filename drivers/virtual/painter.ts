import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { PaperWidth } from './paper.ts'

export type PaintOrder = { bytes: Uint8Array; profile: PaperWidth }
export type PaintAnswer = { png: Uint8Array } | { error: string }

export type Painter = {
  /** PNG of what these bytes print on paper this wide. Rejects when the child fails, or when too many pictures wait. */
  paint(bytes: Uint8Array, profile: PaperWidth): Promise<Uint8Array>
  /** Gives up what waits and ends the child. */
  close(): Promise<void>
}

export type PainterOptions = {
  /** the child ends after so long without work; default 10 s */
  idleMs?: number
  /** a child that draws longer is killed; default 30 s */
  drawMs?: number
  /** pictures that may wait; default 100 */
  queueLength?: number
  /** the child's program, where bundling put it elsewhere */
  child?: string
}

type Waiting = PromiseWithResolvers<Uint8Array> & { order: PaintOrder }

/** Draws in a child process, so that fonts and canvas cost memory only while there is something to draw. */
export function createPainter(options: PainterOptions = {}): Painter {
  const { idleMs = 10_000, drawMs = 30_000, queueLength = 100 } = options
  const program = options.child ?? fileURLToPath(new URL('./paint-child.ts', import.meta.url))
  const queue: Waiting[] = []
  let drawing: Waiting | null = null
  let child: ChildProcess | null = null
  let timer: NodeJS.Timeout | undefined
  let closed = false

  /** One at a time: when the child dies, only the picture that killed it is lost. */
  function drawNext(): void {
    clearTimeout(timer)
    drawing = queue.shift() ?? null
    if (drawing) {
      child ??= start()
      keepAlive(child, true)
      timer = setTimeout(() => child?.kill('SIGKILL'), drawMs)
      // A child that cannot be reached is about to say so by its end.
      child.send(drawing.order, () => {})
    } else if (child) {
      keepAlive(child, false)
      timer = setTimeout(retire, idleMs).unref()
    }
  }

  function start(): ChildProcess {
    const started = fork(program, [], {
      serialization: 'advanced',
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    let isOver = false
    const over = (why: string) => {
      if (isOver) return
      isOver = true
      if (child !== started) return
      child = null
      settle({ error: `the painter's child ${why}` })
    }
    started.on('message', message => settle(message as PaintAnswer))
    started.on('error', error => over(error.message))
    started.on('exit', (code, signal) => over(`ended with ${signal ?? code}`))
    return started
  }

  function settle(answer: PaintAnswer): void {
    const done = drawing
    if ('png' in answer) done?.resolve(answer.png)
    else done?.reject(new Error(answer.error))
    drawNext()
  }

  /** The channel's end is the child's. */
  function retire(): ChildProcess | null {
    const retired = child
    child = null
    if (retired?.connected) retired.disconnect()
    return retired
  }

  return {
    paint(bytes, { columns, dots }) {
      if (closed) return Promise.reject(new Error('the painter is closed'))
      if (queue.length >= queueLength) return Promise.reject(new Error(`${queueLength} pictures wait to be drawn`))
      const waiting = { ...Promise.withResolvers<Uint8Array>(), order: { bytes, profile: { columns, dots } } }
      queue.push(waiting)
      if (!drawing) drawNext()
      return waiting.promise
    },
    async close() {
      closed = true
      clearTimeout(timer)
      for (const { reject } of [...(drawing ? [drawing] : []), ...queue.splice(0)])
        reject(new Error('the painter is closed'))
      const last = retire()
      if (last && last.exitCode === null && last.signalCode === null)
        await new Promise(resolve => last.once('exit', resolve))
    },
  }
}

/** An idle child does not keep this process from ending. */
function keepAlive(child: ChildProcess, yes: boolean): void {
  child[yes ? 'ref' : 'unref']()
  child.channel?.[yes ? 'ref' : 'unref']()
}
