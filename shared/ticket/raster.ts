/** A picture of black dots. Rows of bytes, the highest bit leftmost; 1 is black. */
export type Raster = { bytesPerRow: number; rows: number; data: Uint8Array }

export function blankRaster(width: number, rows: number): Raster {
  const bytesPerRow = Math.max(1, Math.ceil(width / 8))
  return { bytesPerRow, rows, data: new Uint8Array(bytesPerRow * rows) }
}

export function blacken({ bytesPerRow, data }: Raster, x: number, y: number): void {
  const at = y * bytesPerRow + (x >> 3)
  data[at] = (data[at] ?? 0) | (0x80 >> (x & 7))
}
