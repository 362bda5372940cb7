import { cells } from '../../shared/ticket/cell-width.ts'
import type { LayoutLine, Run } from '../../shared/ticket/layout-line.ts'
import { blacken, blankRaster, type Raster } from '../../shared/ticket/raster.ts'

// Images of whole lines, for printers that lack Chinese, or bit images within a line.

/** Columns of a run, 3 × height bytes each, the highest bit on top, for all its cells. */
export type ColumnsOf = (run: Run, height: 1 | 2) => Uint8Array

const dotsPerCell = 12
const rowsPerHeight = 24

/** GS v 0 0 xL xH yL yH d…, in strips: a printer must hold one whole before it prints it. */
export function rasterStrips({ bytesPerRow, rows, data }: Raster, stripRows: number): Uint8Array[] {
  const strips: Uint8Array[] = []
  for (let first = 0; first < rows; first += stripRows) {
    const height = Math.min(stripRows, rows - first)
    strips.push(Uint8Array.of(0x1d, 0x76, 0x30, 0, bytesPerRow & 0xff, bytesPerRow >> 8, height & 0xff, height >> 8))
    strips.push(data.subarray(first * bytesPerRow, (first + height) * bytesPerRow))
  }
  return strips
}

/** Rows of one ESC k. */
const starBand = 24

/**
 * ESC 0 (a line is 3 mm, 24 dots), then bands of 24 rows, ESC k n1 n2 d… LF, then ESC z 1 (4 mm again): as
 * node-thermal-printer's Star images.
 */
export function starBands({ bytesPerRow, rows, data }: Raster): Uint8Array[] {
  const bands = [Uint8Array.of(0x1b, 0x30)]
  for (let first = 0; first < rows; first += starBand) {
    const band = new Uint8Array(bytesPerRow * starBand)
    band.set(data.subarray(first * bytesPerRow, (first + starBand) * bytesPerRow))
    bands.push(Uint8Array.of(0x1b, 0x6b, bytesPerRow & 0xff, bytesPerRow >> 8), band, Uint8Array.of(0x0a))
  }
  return [...bands, Uint8Array.of(0x1b, 0x7a, 1)]
}

/** The same in the middle of the paper, to the nearest byte. */
export function centred(raster: Raster, paperDots: number): Raster {
  const { bytesPerRow, rows, data } = raster
  const left = Math.floor((paperDots / 8 - bytesPerRow) / 2)
  if (left === 0) return raster
  const wider = { bytesPerRow: left + bytesPerRow, rows, data: new Uint8Array((left + bytesPerRow) * rows) }
  for (let row = 0; row < rows; row++)
    wider.data.set(data.subarray(row * bytesPerRow, (row + 1) * bytesPerRow), row * wider.bytesPerRow + left)
  return wider
}

/** A line of text as an image: placed as the printer would, its runs on one baseline. */
export function lineRaster(
  line: Extract<LayoutLine, { type: 'text' }>,
  paperDots: number,
  columnsOf: ColumnsOf,
): Raster {
  const width = lineCells(line.runs) * dotsPerCell
  const share = { left: 0, center: 0.5, right: 1 }[line.align]
  const tallest = Math.max(1, ...line.runs.map(run => run.size.height))
  let left = Math.floor((paperDots - width) * share)
  const raster = blankRaster(left + width, tallest * rowsPerHeight)
  for (const run of line.runs) {
    const { height } = run.size
    const columns = columnsOf(run, height)
    const perColumn = 3 * height
    const top = (tallest - height) * rowsPerHeight
    for (let n = 0; n < columns.length; n++) {
      const byte = columns[n] as number
      if (byte === 0) continue
      const [x, y] = [left + Math.floor(n / perColumn), top + (n % perColumn) * 8]
      for (let bit = 0; bit < 8; bit++) if (byte & (0x80 >> bit)) blacken(raster, x, y + bit)
    }
    left += columns.length / perColumn
  }
  return raster
}

export function lineCells(runs: readonly Run[]): number {
  return runs.reduce((sum, run) => sum + (run.drawn?.cells ?? cells(run.text)) * run.size.width, 0)
}
