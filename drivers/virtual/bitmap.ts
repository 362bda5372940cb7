import QRCode from 'qrcode'

/** One byte a dot, row by row; 1 is black. */
export type Bitmap = { width: number; height: number; dots: Uint8Array }

/** GS v 0: rows of bytes, the highest bit leftmost. */
export function rasterBitmap(data: Uint8Array, bytesPerRow: number, rows: number): Bitmap {
  const width = bytesPerRow * 8
  const dots = new Uint8Array(width * rows)
  for (let n = 0; n < dots.length; n++) dots[n] = ((data[n >> 3] ?? 0) >> (7 - (n & 7))) & 1
  return { width, height: rows, dots }
}

/** ESC *: columns of one or three bytes, the highest bit on top. */
export function columnBitmap(data: Uint8Array, bytesPerColumn: number): Bitmap {
  const width = data.length / bytesPerColumn
  const height = bytesPerColumn * 8
  const dots = new Uint8Array(width * height)
  for (let x = 0; x < width; x++)
    for (let y = 0; y < height; y++)
      dots[y * width + x] = ((data[x * bytesPerColumn + (y >> 3)] ?? 0) >> (7 - (y & 7))) & 1
  return { width, height, dots }
}

const qrLevels = ['L', 'M', 'Q', 'H'] as const

/**
 * One dot a module, without the quiet zone (printers draw none). `level` counts from L, the weakest; null: no such
 * level, or too much for the largest symbol.
 */
export function qrBitmap(bytes: Uint8Array, level: number): Bitmap | null {
  const errorCorrectionLevel = qrLevels[level]
  if (errorCorrectionLevel === undefined) return null
  try {
    const { modules } = QRCode.create([{ data: bytes, mode: 'byte' }], { errorCorrectionLevel })
    return { width: modules.size, height: modules.size, dots: Uint8Array.from(modules.data, Number) }
  } catch {
    return null
  }
}
