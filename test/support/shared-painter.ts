import { createPainter, type Painter } from '../../drivers/virtual/painter.ts'

/** It starts with the first picture and ends with the process: between two tests it would not rest for long. */
const painter = createPainter({ idleMs: 600_000 })

/** One child draws for all shops of a process: starting it, fonts and all, was half of what their tests cost. */
export function openSharedPainter(): Painter {
  const closing = Promise.withResolvers<never>()
  closing.promise.catch(() => {})
  const mine = <Drawn>(drawing: Promise<Drawn>) => Promise.race([closing.promise, drawing])
  return {
    paint: (bytes, width) => mine(painter.paint(bytes, width)),
    drawGlyphs: order => mine(painter.drawGlyphs(order)),
    drawLogo: order => mine(painter.drawLogo(order)),
    close: async () => closing.reject(new Error('the painter is closed')),
  }
}
