import { readFileSync, statSync } from 'node:fs'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { dither } from './dither.ts'
import type { LogoAnswer, LogoOrder } from './logo.ts'

// Runs in the child only.

const mostBytes = 5_000_000
/** 4096 × 4096: 64 MB while it is decoded */
const mostPixels = 1 << 24
/** 20 mm of paper, and at 9600 baud 12 s, on every receipt */
const mostRows = 160
/** 89 P N G CR LF 1A LF, then the chunk IHDR: its length 13, its name, width and height (PNG, 11.2.1) */
const signature = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')

/** The logo in dots: as wide as the paper at the most, never enlarged, on white where it is transparent. */
export async function drawLogo({ file, dots }: LogoOrder): Promise<LogoAnswer> {
  const bytes = readLogo(file)
  if (!Buffer.isBuffer(bytes)) return bytes
  try {
    const image = await loadImage(bytes)
    const scale = Math.min(1, dots / image.width, mostRows / image.height)
    const [width, rows] = [image.width, image.height].map(side => Math.max(1, Math.round(side * scale))) as [
      number,
      number,
    ]
    const canvas = createCanvas(width, rows)
    const sheet = canvas.getContext('2d')
    sheet.fillStyle = 'white'
    sheet.fillRect(0, 0, width, rows)
    sheet.imageSmoothingQuality = 'high'
    sheet.drawImage(image, 0, 0, width, rows)
    return { raster: dither(greysOf(sheet.getImageData(0, 0, width, rows).data), width) }
  } catch {
    return { fault: 'broken' }
  }
}

/** The file, once it is known to be a PNG of a bearable size. */
function readLogo(file: string): Buffer | { fault: 'unreadable' | 'not-png' | 'too-large' } {
  try {
    if (statSync(file).size > mostBytes) return { fault: 'too-large' }
    const bytes = readFileSync(file)
    if (bytes.length < 24 || !bytes.subarray(0, 16).equals(signature)) return { fault: 'not-png' }
    return bytes.readUInt32BE(16) * bytes.readUInt32BE(20) > mostPixels ? { fault: 'too-large' } : bytes
  } catch {
    return { fault: 'unreadable' }
  }
}

/** Luma of BT.601. */
function greysOf(rgba: Uint8ClampedArray): Float32Array {
  return Float32Array.from(
    { length: rgba.length / 4 },
    (_, n) => 0.299 * (rgba[4 * n] ?? 0) + 0.587 * (rgba[4 * n + 1] ?? 0) + 0.114 * (rgba[4 * n + 2] ?? 0),
  )
}
