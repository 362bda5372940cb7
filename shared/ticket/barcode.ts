import type { BarcodeKind } from './document.ts'
import { blacken, blankRaster, type Raster } from './raster.ts'

// Bars as a picture: every printer that takes a raster prints the same ones, and many cheap ones know no barcode command
// (measured: EAN-13 and ITF absent, reference/escpos.md §3).

/** 10 mm, and as much white left and right as readers want: ten modules. */
const barRows = 80
const quietModules = 10
const widestModule = 3

/** Null: it has characters that this kind of code lacks, or would be wider than the paper. */
export function barcodeRaster(kind: BarcodeKind, text: string, paperDots: number): Raster | null {
  const modules = kind === 'ean13' ? ean13(text) : code128(text)
  if (modules === null) return null
  const side = Math.min(widestModule, Math.floor(paperDots / (modules.length + 2 * quietModules)))
  if (side < 1) return null
  const raster = blankRaster((modules.length + 2 * quietModules) * side, barRows)
  for (const [index, isBar] of modules.entries()) {
    if (!isBar) continue
    for (let dot = 0; dot < side; dot++) {
      for (let row = 0; row < barRows; row++) blacken(raster, (quietModules + index) * side + dot, row)
    }
  }
  return raster
}

/** Widths of bar, space, bar, … of each value (ISO/IEC 15417); 103–105 start sets A–C, 106 stops. */
const code128Widths = [
  '212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222',
  '123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321',
  '232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121',
  '313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224',
  '111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111',
  '111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113',
  '114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112',
].flatMap(row => row.split(' '))
const startB = 104
const startC = 105
const stop = 106

/** An even number of digits goes two to a symbol (set C); everything else is set B. */
function code128(text: string): boolean[] | null {
  if (!/^[\x20-\x7e]{1,60}$/.test(text)) return null
  const pairs = /^(?:\d\d)+$/.test(text)
  const values = pairs
    ? (text.match(/\d\d/g) ?? []).map(Number)
    : Array.from(text, character => character.charCodeAt(0) - 32)
  const start = pairs ? startC : startB
  const check = values.reduce((sum, value, index) => sum + value * (index + 1), start) % 103
  return [start, ...values, check, stop].flatMap(value => bars(code128Widths[value] ?? ''))
}

function bars(widths: string): boolean[] {
  return Array.from(widths).flatMap((width, index) => Array<boolean>(Number(width)).fill(index % 2 === 0))
}

/** Seven modules of each digit, left half, odd parity (ISO/IEC 15420); the others follow from these. */
const ean13Left = '0001101 0011001 0010011 0111101 0100011 0110001 0101111 0111011 0110111 0001011'.split(' ')
/** Which of the six left digits have even parity (1) says the first digit, which has no bars of its own. */
const ean13Parity = '000000 001011 001101 001110 010011 011001 011100 010101 010110 011010'.split(' ')

/** Twelve digits get their check digit; thirteen have to have the right one. */
function ean13(text: string): boolean[] | null {
  if (!/^\d{12,13}$/.test(text)) return null
  const digits = Array.from(text.slice(0, 12), Number)
  const sum = digits.reduce((total, digit, index) => total + digit * (index % 2 === 0 ? 1 : 3), 0)
  const check = (10 - (sum % 10)) % 10
  if (text.length === 13 && Number(text[12]) !== check) return null
  const [first = 0, ...rest] = [...digits, check]
  const odd = (digit: number) => ean13Left[digit] ?? ''
  const right = (digit: number) => odd(digit).replace(/[01]/g, bit => (bit === '0' ? '1' : '0'))
  const even = (digit: number) => Array.from(right(digit)).reverse().join('')
  const left = rest.slice(0, 6).map((digit, index) => (ean13Parity[first]?.[index] === '1' ? even(digit) : odd(digit)))
  const modules = `101${left.join('')}01010${rest.slice(6).map(right).join('')}101`
  return Array.from(modules, bit => bit === '1')
}
