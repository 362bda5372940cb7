import { blacken, blankRaster, type Raster } from './raster.ts'

const frame = 2
const fieldRows = 40
const lineRows = 24
/** thickness in dots of the fine lines, left to right; as far apart as they are thick */
const strokes = [1, 2, 3, 4]

/**
 * What shows whether a head prints evenly and how dark it is set: fields of solid black, three of four, two of four and
 * one of four dots; below them fine lines; all in a frame that touches both edges of what is printable.
 */
export function densityPattern(dots: number): Raster {
  const rows = frame + fieldRows + lineRows + frame
  const raster = blankRaster(dots, rows)
  const blackens = [
    () => true,
    (x: number, y: number) => x % 2 === 0 || y % 2 === 0,
    (x: number, y: number) => (x + y) % 2 === 0,
    (x: number, y: number) => x % 2 === 0 && y % 2 === 0,
  ]
  const quarter = Math.ceil(dots / 4)
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < dots; x++) {
      const isFrame = x < frame || x >= dots - frame || y < frame || y >= rows - frame
      const place = Math.floor(x / quarter)
      const isField = y < frame + fieldRows && blackens[place]?.(x, y) === true
      const isLine = y >= frame + fieldRows && Math.floor(x / (strokes[place] ?? 1)) % 2 === 0
      if (isFrame || isField || isLine) blacken(raster, x, y)
    }
  }
  return raster
}
