import { parentPort } from 'node:worker_threads'
import { setGlyphs } from '../glyphs/set-glyphs.ts'
import { paintPaper } from './paint.ts'
import type { PaintAnswer, PaintOrder } from './painter.ts'
import { readPaper } from './print-head.ts'

// The painter's child: draws what it is sent. As a process it ends with the channel, which also closes when the parent
// is killed; as a thread it ends with its parent anyway.

function draw(order: PaintOrder): PaintAnswer {
  try {
    if ('glyphs' in order) return { glyphs: setGlyphs(order.glyphs) }
    return { png: paintPaper(readPaper(order.bytes, order.profile)) }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

if (parentPort === null) {
  process.on('message', (order: PaintOrder) => process.send?.(draw(order)))
  process.on('disconnect', () => process.exit(0))
} else {
  const port = parentPort
  port.on('message', (order: PaintOrder) => port.postMessage(draw(order)))
}
