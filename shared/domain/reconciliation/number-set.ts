/** Natural numbers, a bit each: which of a million rows have found their order takes 128 KiB. */
export type NumberSet = { add(number: number): void; has(number: number): boolean }

/** Ids that are far apart (a shop's ten-millionth order) cost a page each, not everything below them. */
const pageBits = 32_768

export function createNumberSet(): NumberSet {
  const pages = new Map<number, Uint8Array>()
  return {
    add(number) {
      const at = Math.floor(number / pageBits)
      const page = pages.get(at) ?? new Uint8Array(pageBits / 8)
      pages.set(at, page)
      const bit = number % pageBits
      page[bit >> 3] = (page[bit >> 3] ?? 0) | (1 << (bit & 7))
    },
    has(number) {
      const bit = number % pageBits
      return ((pages.get(Math.floor(number / pageBits))?.[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0
    },
  }
}
