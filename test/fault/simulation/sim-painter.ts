import { bytesPerColumn, dotsPerCell } from '../../../drivers/glyphs/glyph.ts'
import type { Painter } from '../../../drivers/virtual/painter.ts'

/** Draws everything as black cells, at once: in the shop a child process does it, in its own time. */
export const simPainter: Painter = {
  async drawGlyphs({ words, runs }) {
    return {
      words: words.map(clusters => clusters.map(text => ({ text, cells: 2, rightToLeft: false, isPartOfWord: false }))),
      runs: runs.map(run =>
        new Uint8Array(run.cells * dotsPerCell * run.width * bytesPerColumn * run.height).fill(0xff),
      ),
    }
  },
  drawLogo: () => Promise.reject(new Error('a simulated shop has no logo')),
  paint: () => Promise.reject(new Error('nobody looks at pictures here')),
  close: async () => {},
}
