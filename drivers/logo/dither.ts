import { blacken, blankRaster, type Raster } from '../../shared/ticket/raster.ts'

/** How much of a dot's error its neighbours get: right 7, below left 3, below 5, below right 1, of 16. */
const [ahead, behindBelow, below, aheadBelow] = [7 / 16, 3 / 16, 5 / 16, 1 / 16]

/**
 * Floyd–Steinberg: greys from 0 (black) to 255, row by row, as dots that are as dark on the whole. Every second row
 * runs from right to left, which leaves no worms.
 */
export function dither(greys: ArrayLike<number>, width: number): Raster {
  const rows = width === 0 ? 0 : Math.floor(greys.length / width)
  const raster = blankRaster(width, rows)
  let errors = new Float32Array(width + 2)
  for (let y = 0; y < rows; y++) {
    const next = new Float32Array(width + 2)
    const step = y % 2 === 0 ? 1 : -1
    for (let n = 0, x = step === 1 ? 0 : width - 1; n < width; n++, x += step) {
      // One place more on either side, so that what runs over an edge needs no question.
      const at = x + 1
      const wanted = (greys[y * width + x] ?? 255) + (errors[at] ?? 0)
      const isBlack = wanted < 128
      if (isBlack) blacken(raster, x, y)
      const error = wanted - (isBlack ? 0 : 255)
      errors[at + step] = (errors[at + step] ?? 0) + error * ahead
      next[at - step] = (next[at - step] ?? 0) + error * behindBelow
      next[at] = (next[at] ?? 0) + error * below
      next[at + step] = (next[at + step] ?? 0) + error * aheadBelow
    }
    errors = next
  }
  return raster
}
