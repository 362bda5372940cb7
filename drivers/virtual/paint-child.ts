import { parentPort } from 'node:worker_threads'
import type { PaintAnswer, PaintOrder } from './painter.ts'

// The painter's child: draws what it is sent. As a process it ends with the channel, which also closes when the parent
// is killed; as a thread it ends with its parent anyway.

/** Each kind of work loads only its own: a ticket waits for the first glyph. */
async function draw(order: PaintOrder): Promise<PaintAnswer> {
  try {
    if ('glyphs' in order) {
      const { setGlyphs } = await import('../glyphs/set-glyphs.ts')
      return { glyphs: setGlyphs(order.glyphs) }
    }
    if ('logo' in order) {
      const { drawLogo } = await import('../logo/draw-logo.ts')
      return { logo: await drawLogo(order.logo) }
    }
    const [{ paintPaper }, { readPaper }] = await Promise.all([import('./paint.ts'), import('./print-head.ts')])
    return { png: paintPaper(readPaper(order.bytes, order.profile)) }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

if (parentPort === null) {
  process.on('message', async (order: PaintOrder) => process.send?.(await draw(order)))
  process.on('disconnect', () => process.exit(0))
} else {
  const port = parentPort
  port.on('message', async (order: PaintOrder) => port.postMessage(await draw(order)))
}
