import type { GlyphAnswer, GlyphOrder } from '../glyphs/glyph.ts'
import type { LogoAnswer, LogoOrder } from '../logo/logo.ts'
import { forkChild, type PainterChild, threadChild } from './painter-child.ts'
import type { PaperWidth } from './paper.ts'

export type PaintOrder = { bytes: Uint8Array; profile: PaperWidth } | { glyphs: GlyphOrder } | { logo: LogoOrder }
export type PaintAnswer = { png: Uint8Array } | { glyphs: GlyphAnswer } | { logo: LogoAnswer } | { error: string }

export type Painter = {
  /** PNG of what these bytes print on paper this wide. Rejects when the child fails, or when too many pictures wait. */
  paint(bytes: Uint8Array, profile: PaperWidth): Promise<Uint8Array>
  /** Draws what a printer's fonts lack. A ticket waits for it, so it goes before all pictures. */
  drawGlyphs(order: GlyphOrder): Promise<GlyphAnswer>
  /** The same for a shop's logo. */
  drawLogo(order: LogoOrder): Promise<LogoAnswer>
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
  /** draw in a thread instead of a child process; default false */
  thread?: boolean
  /** the child's program; default: the one that comes with the painter */
  child?: string
}

type Drawn = Exclude<PaintAnswer, { error: string }>
type Waiting = PromiseWithResolvers<Drawn> & { order: PaintOrder }

/** Draws in a child process, so that fonts and canvas cost memory only while there is something to draw. */
export function createPainter(options: PainterOptions = {}): Painter {
  const { idleMs = 10_000, drawMs = 30_000, queueLength = 100 } = options
  const startChild = options.thread === true ? threadChild : forkChild
  const queue: Waiting[] = []
  let drawing: Waiting | null = null
  let child: PainterChild | null = null
  let timer: NodeJS.Timeout | undefined
  let closed = false

  /** One at a time: when the child dies, only the picture that killed it is lost. */
  function drawNext(): void {
    clearTimeout(timer)
    drawing = queue.shift() ?? null
    if (drawing) {
      child ??= start()
      child.keepAlive(true)
      timer = setTimeout(() => child?.kill(), drawMs)
      child.send(drawing.order)
    } else if (child) {
      child.keepAlive(false)
      timer = setTimeout(retire, idleMs).unref()
    }
  }

  function start(): PainterChild {
    const started = startChild(settle, options.child)
    void started.ended.then(how => {
      if (child !== started) return
      child = null
      settle({ error: `the painter's child: ${how}` })
    })
    return started
  }

  function settle(answer: PaintAnswer): void {
    const done = drawing
    if ('error' in answer) done?.reject(new Error(answer.error))
    else done?.resolve(answer)
    drawNext()
  }

  function retire(): PainterChild | null {
    const retired = child
    child = null
    retired?.dismiss()
    return retired
  }

  async function ask(order: PaintOrder): Promise<Drawn> {
    if (closed) throw new Error('the painter is closed')
    const isPicture = 'bytes' in order
    if (queue.length >= queueLength && isPicture) throw new Error(`${queueLength} pictures wait to be drawn`)
    const waiting = { ...Promise.withResolvers<Drawn>(), order }
    if (isPicture) queue.push(waiting)
    else queue.unshift(waiting)
    if (!drawing) drawNext()
    return waiting.promise
  }

  return {
    async paint(bytes, { columns, dots, dialect = 'epson' }) {
      const drawn = await ask({ bytes, profile: { columns, dots, dialect } })
      if ('png' in drawn) return drawn.png
      throw new Error('the painter gave no picture')
    },
    async drawGlyphs(glyphs) {
      const drawn = await ask({ glyphs })
      if ('glyphs' in drawn) return drawn.glyphs
      throw new Error('the painter gave no glyphs')
    },
    async drawLogo(logo) {
      const drawn = await ask({ logo })
      if ('logo' in drawn) return drawn.logo
      throw new Error('the painter gave no logo')
    },
    async close() {
      closed = true
      clearTimeout(timer)
      for (const { reject } of [...(drawing ? [drawing] : []), ...queue.splice(0)])
        reject(new Error('the painter is closed'))
      child?.keepAlive(true)
      await retire()?.ended
    },
  }
}
