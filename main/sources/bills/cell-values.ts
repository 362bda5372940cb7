import { longestNumber } from '../../../shared/domain/reconciliation/bill-number.ts'
import type { Cells } from './rows-of-bytes.ts'

// What one cell says, out of its bytes. `undefined` everywhere: it cannot be read.

const [tab, space, plus, comma, minus, point, zero, nine, colon] = [9, 32, 43, 44, 45, 46, 48, 57, 58]
const [apostrophe, backtick] = [39, 96]

/** Amounts of bills stay far below: 10,000,000,000 yuan. */
const mostFen = 1e12

/** `1,234.50`, `-0.01`, `+3`, `¥`-less; null: there is nothing in it. */
export function readFen(cells: Cells, index: number): number | null | undefined {
  const { bytes } = cells
  const end = contentEnd(cells, index)
  let at = contentStart(cells, index)
  if (at >= end) return null
  const negative = bytes[at] === minus
  if (negative || bytes[at] === plus) at += 1
  let value = 0
  let digits = 0
  let decimals = -1
  for (; at < end; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte >= zero && byte <= nine) {
      digits += 1
      if (decimals < 2) value = value * 10 + byte - zero
      // A third decimal is no money unless it is a nought.
      else if (byte !== zero) return undefined
      if (decimals >= 0) decimals += 1
    } else if (byte === point && decimals < 0) decimals = 0
    else if (byte !== comma || decimals >= 0) return undefined
    if (value > mostFen) return undefined
  }
  if (digits === 0) return undefined
  if (decimals <= 0) value *= 100
  else if (decimals === 1) value *= 10
  return negative ? 0 - value : value
}

/** A trade, order or refund number without what stands around it; null: there is none. */
export function readNumber(cells: Cells, index: number, encoding: string): string | null | undefined {
  const { bytes } = cells
  const start = contentStart(cells, index)
  let end = contentEnd(cells, index)
  while (end > start && bytes[end - 1] === backtick) end -= 1
  if (end <= start) return null
  if (end - start > longestNumber) return undefined
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte >= 0x80) return readText(cells, index, encoding)
    if (byte < space) return undefined
  }
  return bytes.toString('latin1', start, end)
}

/** `2.02611E+27`: nobody knows any more what it was. */
export function isSpoiled(number: string): boolean {
  return number.length < 24 && /^\d(\.\d+)?E\+\d+$/i.test(number)
}

export function readText(cells: Cells, index: number, encoding: string): string {
  const raw = cells.bytes.subarray(contentStart(cells, index), contentEnd(cells, index))
  return new TextDecoder(encoding)
    .decode(raw)
    .replaceAll('""', '"')
    .replace(/[\s`]+$/, '')
}

export function isBlank(cells: Cells, index: number): boolean {
  return contentStart(cells, index) >= contentEnd(cells, index)
}

/** Whether the cell begins with these bytes, whatever stands behind them. */
export function beginsWith(cells: Cells, index: number, word: Uint8Array): boolean {
  const start = contentStart(cells, index)
  if (contentEnd(cells, index) - start < word.length) return false
  for (let at = 0; at < word.length; at += 1) if (cells.bytes[start + at] !== word[at]) return false
  return true
}

const dayMs = 24 * 3_600_000

/** Dates come over and over; each is worked out once. */
export function createTimeReading(midnight: (year: number, month: number, day: number) => number | undefined) {
  let knownDay = -1
  let knownAt: number | undefined

  function dayStart(year: number, month: number, day: number): number | undefined {
    const number = (year * 100 + month) * 100 + day
    if (number !== knownDay) {
      knownDay = number
      knownAt = midnight(year, month, day)
    }
    return knownAt
  }

  /** `2026-11-22 07:01:02`, `2026/11/22 7:01`, `2026-11-22`, `2026年11月22日 07:01:02`; null: nothing. */
  return (cells: Cells, index: number, encoding: string): number | null | undefined => {
    const { bytes } = cells
    const start = contentStart(cells, index)
    const end = contentEnd(cells, index)
    if (start >= end) return null
    if (end - start === 19 && bytes[start + 4] === minus && bytes[start + 7] === minus && bytes[start + 13] === colon) {
      const date = dayStart(four(bytes, start), two(bytes, start + 5), two(bytes, start + 8))
      const clock = clockOf(two(bytes, start + 11), two(bytes, start + 14), two(bytes, start + 17))
      if (date !== undefined && clock !== undefined) return date + clock
    }
    const match =
      /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[\sT]+(\d{1,2})[:：](\d{2})(?:[:：](\d{2})(?:\.\d+)?)?)?$/.exec(
        readText(cells, index, encoding),
      )
    if (match === null) return undefined
    const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = match
      .slice(1)
      .map(part => Number(part ?? 0))
    const date = dayStart(year, month, day)
    const clock = clockOf(hours, minutes, seconds)
    return date === undefined || clock === undefined ? undefined : date + clock
  }
}

function clockOf(hours: number, minutes: number, seconds: number): number | undefined {
  const at = ((hours * 60 + minutes) * 60 + seconds) * 1000
  return hours <= 24 && minutes < 60 && seconds < 61 && at >= 0 && at <= dayMs ? at : undefined
}

function two(bytes: Buffer, at: number): number {
  const [tens = 0, ones = 0] = [bytes[at], bytes[at + 1]]
  return isDigit(tens) && isDigit(ones) ? (tens - zero) * 10 + ones - zero : Number.NaN
}

function four(bytes: Buffer, at: number): number {
  return two(bytes, at) * 100 + two(bytes, at + 2)
}

function isDigit(byte: number): boolean {
  return byte >= zero && byte <= nine
}

function contentStart({ bytes, starts, ends }: Cells, index: number): number {
  const end = ends[index] ?? 0
  let at = starts[index] ?? 0
  for (let byte = bytes[at]; at < end; byte = bytes[at]) {
    if (byte !== tab && byte !== space && byte !== apostrophe && byte !== backtick) break
    at += 1
  }
  return at
}

function contentEnd({ bytes, starts, ends }: Cells, index: number): number {
  const start = starts[index] ?? 0
  let at = ends[index] ?? 0
  // TAB, space, carriage return
  while (at > start && (bytes[at - 1] ?? 0) <= space) at -= 1
  return at
}
