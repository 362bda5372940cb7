import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dither } from '../../../drivers/logo/dither.ts'

function blackShare(greys: number[], width: number): number {
  const { bytesPerRow, rows, data } = dither(greys, width)
  let black = 0
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < width; x++) black += ((data[y * bytesPerRow + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1
  return black / (width * rows)
}

test('black is black, white is white, and the bits beyond the width stay white', () => {
  expect([...dither(Array(26).fill(0), 13).data]).toEqual([0xff, 0xf8, 0xff, 0xf8])
  expect([...dither(Array(26).fill(255), 13).data]).toEqual([0, 0, 0, 0])
})

test('a black area beside a white one keeps its edge', () => {
  const row = [...Array(8).fill(0), ...Array(8).fill(255)]
  expect([...dither([...row, ...row, ...row], 16).data]).toEqual([0xff, 0, 0xff, 0, 0xff, 0])
})

test('any even grey is as dark on the whole as it was', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 20, max: 70 }), (grey, side) => {
      expect(Math.abs(blackShare(Array(side * side).fill(grey), side) - (1 - grey / 255))).toBeLessThan(0.03)
    }),
  )
})
