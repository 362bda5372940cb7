import { expect, test } from 'vitest'
import { barcodeRaster } from '../../../shared/ticket/barcode.ts'
import type { BarcodeKind } from '../../../shared/ticket/document.ts'
import { layoutDocument } from '../../../shared/ticket/layout.ts'
import { testPaper } from '../../support/ticket-text.ts'

/** The modules of the symbol, without the white around it: 1 is a bar. */
function modules(kind: BarcodeKind, text: string): string {
  const raster = barcodeRaster(kind, text, 576)
  if (raster === null) return ''
  const bits = Array.from(raster.data.subarray(0, raster.bytesPerRow), byte => byte.toString(2).padStart(8, '0')).join(
    '',
  )
  const first = bits.indexOf('1')
  // Ten modules of white stand before the first bar.
  const side = first / 10
  return bits.slice(first, bits.lastIndexOf('1') + 1).replace(new RegExp(`(.).{${side - 1}}`, 'g'), '$1')
}

test('Code 128 is what the standard’s tables say: set B with its check character, pairs of digits in set C', () => {
  const [startB, a, check, stop] = ['11010010000', '10100011000', '10001011000', '1100011101011']
  // A is value 33; (104 + 33) mod 103 = 34, which is B.
  expect(modules('code128', 'A')).toBe([startB, a, check, stop].join(''))
  // 12 is value 12; (105 + 12) mod 103 = 14.
  expect(modules('code128', '12')).toBe(['11010011100', '10110011100', '10011001110', stop].join(''))
})

test('EAN-13 is what everybody’s scanner reads; a wrong check digit is none', () => {
  // 4 006381 333931, the sample of the German article on it.
  const bits = '101' + '0001101' + '0100111' + '0101111' + '0111101' + '0001001' + '0110011'
  const right = '01010' + '1000010' + '1000010' + '1000010' + '1110100' + '1000010' + '1100110' + '101'
  expect(modules('ean13', '4006381333931')).toBe(bits + right)
  expect(modules('ean13', '400638133393')).toBe(bits + right)
  expect(barcodeRaster('ean13', '4006381333930', 576)).toBeNull()
})

test('what a code cannot say, or paper cannot hold, is printed as text', () => {
  expect(barcodeRaster('code128', '豆浆', 576)).toBeNull()
  expect(barcodeRaster('code128', 'x'.repeat(60), 384)).toBeNull()
  expect(barcodeRaster('code128', '12345678901234', 384)?.bytesPerRow).toBeLessThanOrEqual(48)
  const lines = (code: string) =>
    layoutDocument({ blocks: [{ type: 'barcode', kind: 'code128', code }] }, testPaper(32)).map(line => line.type)
  expect(lines('AB12')).toEqual(['image', 'text'])
  expect(lines('豆浆')).toEqual(['text'])
})
