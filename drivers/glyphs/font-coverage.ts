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

/** offset 4: number of tables; from 12 on 16 bytes each: tag, checksum, offset, length */
export function fontCoverage(font: Buffer): Coverage {
  for (let table = 0; table < font.readUInt16BE(4); table++) {
    const entry = 12 + 16 * table
    if (font.toString('latin1', entry, entry + 4) === 'cmap') return readCmap(font, font.readUInt32BE(entry + 8))
  }
  return []
}

/** offset 2: number of subtables; from 4 on 8 bytes each: platform, encoding, offset. Format 12 has all that 4 has. */
function readCmap(font: Buffer, cmap: number): Coverage {
  const offsets = Array.from(
    { length: font.readUInt16BE(cmap + 2) },
    (_, n) => cmap + font.readUInt32BE(cmap + 8 + 8 * n),
  )
  const ofFormat = (format: number) => offsets.find(offset => font.readUInt16BE(offset) === format)
  const [full, basic] = [ofFormat(12), ofFormat(4)]
  if (full !== undefined) return readFormat12(font, full)
  return basic === undefined ? [] : readFormat4(font, basic)
}

/** offset 12: number of groups; 12 bytes each: first, last, first glyph */
function readFormat12(font: Buffer, start: number): Coverage {
  return Array.from({ length: font.readUInt32BE(start + 12) }, (_, n) => {
    const group = start + 16 + 12 * n
    return [font.readUInt32BE(group), font.readUInt32BE(group + 4)] as const
  })
}

/** offset 6: twice the number of segments; from 14 on their ends, two bytes of nothing, their starts */
function readFormat4(font: Buffer, start: number): Coverage {
  const size = font.readUInt16BE(start + 6)
  return Array.from({ length: size / 2 }, (_, n) => {
    const end = start + 14 + 2 * n
    return [font.readUInt16BE(end + 2 + size), font.readUInt16BE(end)] as const
  }).filter(([first]) => first !== 0xffff)
}
