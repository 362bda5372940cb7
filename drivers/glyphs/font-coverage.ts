import { inflateSync } from 'node:zlib'

// Which characters a TrueType or OpenType font has, from its table `cmap` (OpenType 1.9, cmap: formats 4 and 12). Skia
// draws a box, or takes a font of the system, where a font lacks a character; paper must not depend on either.

/** First and last code points, in turn, of the ranges in the font. */
export type Coverage = readonly (readonly [number, number])[]

export function covers(coverage: Coverage, codePoint: number): boolean {
  let [low, high] = [0, coverage.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const [first, last] = coverage[middle] ?? [0, 0]
    if (codePoint < first) high = middle - 1
    else if (codePoint > last) low = middle + 1
    else return true
  }
  return false
}

export function fontCoverage(font: Buffer): Coverage {
  const cmap = font.toString('latin1', 0, 4) === 'wOFF' ? packedCmap(font) : plainCmap(font)
  return cmap === null ? [] : readCmap(cmap)
}

/** offset 4: number of tables; from 12 on 16 bytes each: tag, checksum, offset, length */
function plainCmap(font: Buffer): Buffer | null {
  for (let entry = 12; entry < 12 + 16 * font.readUInt16BE(4); entry += 16)
    if (font.toString('latin1', entry, entry + 4) === 'cmap') return font.subarray(font.readUInt32BE(entry + 8))
  return null
}

/** WOFF 1.0: offset 12: number of tables; from 44 on 20 bytes each: tag, offset, packed length, length, checksum */
function packedCmap(font: Buffer): Buffer | null {
  for (let entry = 44; entry < 44 + 20 * font.readUInt16BE(12); entry += 20) {
    if (font.toString('latin1', entry, entry + 4) !== 'cmap') continue
    const [start, packed, length] = [4, 8, 12].map(at => font.readUInt32BE(entry + at)) as [number, number, number]
    const table = font.subarray(start, start + packed)
    return packed === length ? table : inflateSync(table)
  }
  return null
}

/** offset 2: number of subtables; from 4 on 8 bytes each: platform, encoding, offset. Format 12 has all that 4 has. */
function readCmap(cmap: Buffer): Coverage {
  const offsets = Array.from({ length: cmap.readUInt16BE(2) }, (_, n) => cmap.readUInt32BE(8 + 8 * n))
  const ofFormat = (format: number) => offsets.find(offset => cmap.readUInt16BE(offset) === format)
  const [full, basic] = [ofFormat(12), ofFormat(4)]
  if (full !== undefined) return readFormat12(cmap, full)
  return basic === undefined ? [] : readFormat4(cmap, basic)
}

/** offset 12: number of groups; 12 bytes each: first, last, first glyph */
function readFormat12(cmap: Buffer, start: number): Coverage {
  return Array.from({ length: cmap.readUInt32BE(start + 12) }, (_, n) => {
    const group = start + 16 + 12 * n
    return [cmap.readUInt32BE(group), cmap.readUInt32BE(group + 4)] as const
  })
}

/** offset 6: twice the number of segments; from 14 on their ends, two bytes of nothing, their starts */
function readFormat4(cmap: Buffer, start: number): Coverage {
  const size = cmap.readUInt16BE(start + 6)
  return Array.from({ length: size / 2 }, (_, n) => {
    const end = start + 14 + 2 * n
    return [cmap.readUInt16BE(end + 2 + size), cmap.readUInt16BE(end)] as const
  }).filter(([first]) => first !== 0xffff)
}
