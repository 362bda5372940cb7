import { expect, test } from 'vitest'
import { createEncoder } from '../../../drivers/escpos/encoder.ts'
import type { Profile } from '../../../drivers/profiles/profile.ts'
import { findProfile } from '../../../drivers/profiles/profiles.ts'
import { type Bitmap, qrBitmap } from '../../../drivers/virtual/bitmap.ts'
import { readPaper } from '../../../drivers/virtual/print-head.ts'

const withoutQr = findProfile('zjiang-pos-5890') as Profile
const pictures = (text: string, dots: number, profile = withoutQr) => {
  const paper = readPaper(createEncoder(profile).encode([{ type: 'qr', text, dots }]), profile)
  expect(paper.errors).toEqual([])
  return paper.lines.flatMap(line => (line.type === 'picture' ? [line] : []))
}
/** Rows of the strips, from the first black column on. */
const joined = (strips: { bitmap: Bitmap }[]) =>
  strips.flatMap(({ bitmap: { width, height, dots } }) =>
    Array.from({ length: height }, (_, y) => [...dots.subarray(y * width, (y + 1) * width)].join('')),
  )

test.each([
  ['A', 6],
  ['https://gudang.example/订单/0012', 8],
  ['x'.repeat(300), 4],
])('a QR as an image is the symbol itself, in the middle, in strips: %s', (text, side) => {
  const strips = pictures(text, side)
  expect(strips.every(({ bitmap }) => bitmap.height <= 113)).toBe(true)
  const symbol = qrBitmap(new TextEncoder().encode(text), 1) as Bitmap
  const dots = Math.min(side, Math.floor(384 / symbol.width))
  const left = Math.floor((384 - symbol.width * dots) / 2)
  const rows = joined(strips)
  expect(rows).toHaveLength(symbol.height * dots)
  rows.forEach((row, y) => {
    const modules = symbol.dots.subarray(Math.floor(y / dots) * symbol.width, (Math.floor(y / dots) + 1) * symbol.width)
    expect(row.slice(left, left + symbol.width * dots)).toBe(
      [...modules].map(module => String(module).repeat(dots)).join(''),
    )
    expect(row.slice(0, left) + row.slice(left + symbol.width * dots)).toMatch(/^0*$/)
  })
})
