// How long every command of the ESC/POS family is. A decoder that misjudges one length reads data as commands from
// there on, so this table is complete on purpose, also for what no ticket of ours uses. Lengths: Epson's ESC/POS
// reference, and the Chinese additions named in reference/escpos.md §3 (FS & . ! W, ESC B, ESC 9).

/**
 * How many bytes of arguments a command has, judged by those read so far (it is asked again when they have come); a
 * text says what is wrong with them.
 */
export type Arguments = (read: readonly number[]) => number | string

/** The longest block of data taken for true. A real printer would wait for 64 KB × 64 KB; garbage must end somewhere. */
const longestBlock = 1 << 20

const none: Arguments = () => 0
const bytes =
  (count: number): Arguments =>
  () =>
    count
const oneOf =
  (...values: number[]): Arguments =>
  read =>
    read.length === 0 || values.includes(at(read, 0)) ? 1 : `argument ${read[0]} is none of ${values.join(' ')}`
const upTo =
  (max: number): Arguments =>
  read =>
    at(read, 0) <= max ? 1 : `argument ${read[0]} is above ${max}`
/** bits outside of the mask mean nothing, so a byte that sets one was meant for something else */
const bits =
  (mask: number): Arguments =>
  read =>
    (at(read, 0) & ~mask) === 0 ? 1 : `argument ${read[0]} sets undefined bits`
/** on and off; only the lowest bit counts (`ESC E`, `GS B`), in figures or as a byte */
const onOff = oneOf(0, 1, 48, 49)
/** pL pH, then pL + pH × 256 bytes; `check` sees those alone */
const sized =
  (check: (data: readonly number[]) => string | null = () => null): Arguments =>
  read => {
    if (read.length < 2) return 2
    const wanted = 2 + word(read, 0)
    if (wanted === 2) return 'no function byte'
    return (read.length === wanted && check(read.slice(2))) || wanted
  }
/** up to and including a NUL */
const untilNul =
  (max: number, head = 0): Arguments =>
  read =>
    read.length > head && read.at(-1) === 0
      ? read.length
      : read.length < head + max
        ? read.length + 1
        : `no NUL within ${max} bytes`
/** the first bytes decide: `head` of them are read, then `rest` says how many more */
const then =
  (head: number, rest: (read: readonly number[]) => number | string): Arguments =>
  read => {
    if (read.length < head) return head
    const more = rest(read)
    if (typeof more === 'string') return more
    return more <= longestBlock ? head + more : `${more} bytes of data`
  }

/** GS ( k: symbol type, function, then what the function wants; a length that is wrong here prints the QR's tail as text. */
const symbolLengths: Record<number, (length: number) => boolean> = {
  65: length => length === 4,
  66: length => length === 3,
  67: length => length === 3,
  68: length => length === 3 || length === 4,
  69: length => length === 3 || length === 4,
  70: length => length === 3,
  80: length => length >= 4 && length <= 3 + 7089,
  81: length => length === 3,
  82: length => length === 3,
}
function symbol(data: readonly number[]): string | null {
  const fits = symbolLengths[at(data, 1)]
  if (at(data, 0) < 48 || at(data, 0) > 55 || fits === undefined) return `no function ${data[0]} ${data[1]}`
  return fits(data.length) ? null : `function ${data[1]} with ${data.length} bytes`
}
/** GS ( H: 30 30 d1 d2 d3 d4 asks for a process id, each of 20h–7Eh; 31 m turns the offline answer on and off */
function transmission(data: readonly number[]): string | null {
  if (data[0] === 0x31) return data.length === 2 || data.length === 3 ? null : `function 49 with ${data.length} bytes`
  if (data[0] !== 0x30 || data[1] !== 0x30 || data.length !== 6) return 'neither function 48 nor 49'
  return data.slice(2).every(byte => byte >= 0x20 && byte <= 0x7e) ? null : 'a process id outside of 20h–7Eh'
}

/** Names spell the bytes: ESC, FS, GS, DLE and SP by name, everything else as its ASCII character or, for digits, value. */
export const commandArguments: Record<string, Arguments> = {
  NUL: none,
  HT: none,
  LF: none,
  FF: none,
  CR: none,
  CAN: none,
  'DLE EOT': read => (read[0] === 7 || read[0] === 8 || read[0] === 18 ? 2 : oneOf(1, 2, 3, 4)(read)),
  'DLE ENQ': upTo(3),
  'DLE DC4': then(1, ([fn]) => ({ 1: 2, 2: 2, 3: 5, 7: 1, 8: 7 })[fn ?? 0] ?? `no function ${fn}`),

  'ESC FF': none,
  'ESC SP': bytes(1),
  'ESC !': bits(0xb9),
  'ESC $': bytes(2),
  'ESC %': bytes(1),
  // y, first and last character, then for each: its width x and x × y bytes
  'ESC &': read => {
    if (read.length < 3) return 3
    if (at(read, 0) < 1 || at(read, 0) > 3) return `${read[0]} bytes a column`
    let wanted = 3
    for (let left = at(read, 2) - at(read, 1) + 1; left > 0; left--) {
      if (read.length <= wanted) return wanted + 1
      wanted += 1 + at(read, wanted) * at(read, 0)
    }
    return wanted
  },
  'ESC ( A': sized(),
  'ESC ( Y': sized(),
  // 8-dot modes 0 and 1, 24-dot modes 32 and 33 with three bytes a column
  'ESC *': then(3, read => {
    const perColumn = { 0: 1, 1: 1, 32: 3, 33: 3 }[at(read, 0)]
    return perColumn === undefined ? `no mode ${read[0]}` : perColumn * word(read, 1)
  }),
  'ESC -': oneOf(0, 1, 2, 48, 49, 50),
  'ESC 2': none,
  'ESC 3': bytes(1),
  'ESC 9': bytes(1),
  'ESC <': none,
  'ESC =': bytes(1),
  'ESC ?': bytes(1),
  'ESC @': none,
  'ESC B': then(2, read => (read.every(n => n >= 1 && n <= 9) ? 0 : 'times and length are 1–9')),
  'ESC D': untilNul(33),
  'ESC E': onOff,
  'ESC G': onOff,
  'ESC J': bytes(1),
  'ESC K': bytes(1),
  'ESC L': none,
  'ESC M': oneOf(0, 1, 2, 3, 4, 48, 49, 50, 51, 52, 97, 98),
  'ESC R': upTo(17),
  'ESC S': none,
  'ESC T': oneOf(0, 1, 2, 3, 48, 49, 50, 51),
  'ESC U': onOff,
  'ESC V': oneOf(0, 1, 2, 48, 49, 50),
  'ESC W': bytes(8),
  'ESC \\': bytes(2),
  'ESC a': oneOf(0, 1, 2, 48, 49, 50),
  'ESC c 0': bytes(1),
  'ESC c 1': bytes(1),
  'ESC c 3': bytes(1),
  'ESC c 4': bytes(1),
  'ESC c 5': bytes(1),
  'ESC d': bytes(1),
  'ESC e': bytes(1),
  'ESC i': none,
  'ESC m': none,
  'ESC p': then(3, read => ([0, 1, 48, 49].includes(at(read, 0)) ? 0 : `no drawer pin ${read[0]}`)),
  'ESC r': oneOf(0, 1, 48, 49),
  'ESC t': bytes(1),
  'ESC u': oneOf(0, 48),
  'ESC v': none,
  'ESC {': onOff,

  'FS !': bits(0x8c),
  'FS &': none,
  'FS .': none,
  'FS -': oneOf(0, 1, 2, 48, 49, 50),
  'FS W': onOff,
  'FS S': bytes(2),
  'FS C': oneOf(0, 1, 2, 48, 49, 50),
  'FS 2': bytes(2 + 72),
  'FS ?': bytes(2),
  'FS ( A': sized(),
  'FS ( C': sized(),
  'FS ( E': sized(),
  'FS ( L': sized(),
  'FS g 1': then(7, read => word(read, 5)),
  'FS g 2': bytes(7),
  'FS p': then(2, read => (at(read, 1) <= 3 || (at(read, 1) >= 48 && at(read, 1) <= 51) ? 0 : `no mode ${read[1]}`)),
  // n images, each xL xH yL yH and x × y × 8 bytes
  'FS q': read => {
    let wanted = 1
    for (let left = at(read, 0); left > 0; left--) {
      if (read.length < wanted + 4) return wanted + 4
      wanted += 4 + word(read, wanted) * word(read, wanted + 2) * 8
      if (wanted > longestBlock) return `${wanted} bytes of data`
    }
    return wanted
  },

  'GS !': bits(0x77),
  'GS $': bytes(2),
  'GS *': then(2, read => at(read, 0) * at(read, 1) * 8),
  'GS ( A': sized(),
  'GS ( C': sized(),
  'GS ( D': sized(),
  'GS ( E': sized(),
  'GS ( H': sized(transmission),
  'GS ( K': sized(),
  'GS ( L': sized(),
  'GS ( M': sized(),
  'GS ( N': sized(),
  'GS ( P': sized(),
  'GS ( Q': sized(),
  'GS ( V': sized(),
  'GS ( X': sized(),
  'GS ( Y': sized(),
  'GS ( k': sized(symbol),
  'GS ( z': sized(),
  'GS 8 L': then(4, read => word(read, 0) + word(read, 2) * 65_536),
  'GS /': oneOf(0, 1, 2, 3, 48, 49, 50, 51),
  'GS :': none,
  'GS B': onOff,
  'GS C 0': bytes(2),
  'GS C 1': bytes(6),
  'GS C 2': bytes(2),
  'GS C ;': read => {
    // five figures, each ended by a semicolon
    const ends = read.filter(byte => byte === 0x3b).length
    return ends === 5 ? read.length : read.length < 40 ? read.length + 1 : 'no five semicolons within 40 bytes'
  },
  'GS E': bytes(1),
  'GS H': oneOf(0, 1, 2, 3, 48, 49, 50, 51),
  'GS I': bytes(1),
  'GS L': bytes(2),
  'GS P': bytes(2),
  'GS Q 0': then(5, read => word(read, 1) * word(read, 3)),
  'GS T': onOff,
  // 0 1 cut here; 65 66 feed n to the cutter and cut, 97 98 and 103 104 likewise (set position, feed back)
  'GS V': then(1, ([m = 0]) =>
    [0, 1, 48, 49].includes(m) ? 0 : [65, 66, 97, 98, 103, 104].includes(m) ? 1 : `no form ${m}`,
  ),
  'GS W': bytes(2),
  'GS \\': bytes(2),
  'GS ^': bytes(3),
  'GS a': bytes(1),
  'GS b': bytes(1),
  'GS c': none,
  'GS f': oneOf(0, 1, 2, 3, 4, 48, 49, 50, 51, 52, 97, 98),
  'GS g 0': bytes(3),
  'GS g 2': bytes(3),
  'GS h': read => (read[0] === 0 ? 'height 0' : 1),
  'GS j': bytes(1),
  // m 0–6: figures up to a NUL; 65–79: n, then n bytes
  'GS k': read => {
    const [m, n] = read
    if (m === undefined) return 1
    if (m <= 6) return untilNul(256, 1)(read)
    if (m < 65 || m > 79) return `no barcode ${m}`
    return n === undefined ? 2 : n === 0 ? 'no data' : 2 + n
  },
  'GS r': oneOf(1, 2, 4, 49, 50, 52),
  // m, x bytes × y rows; 255 bytes are 2040 dots, wider than any roll
  'GS v 0': then(5, read => {
    const [width, height] = [word(read, 1), word(read, 3)]
    if (![0, 1, 2, 3, 48, 49, 50, 51].includes(at(read, 0))) return `no mode ${read[0]}`
    return width > 0 && width <= 255 && height > 0 && height <= 4095
      ? width * height
      : `${width} bytes × ${height} rows`
  }),
  'GS w': oneOf(1, 2, 3, 4, 5, 6, 68, 69, 70, 71, 72, 73, 74, 75, 76),
  'GS z 0': bytes(2),
}

function at(read: readonly number[], index: number): number {
  return read[index] ?? 0
}

/** low byte first, as everywhere in ESC/POS */
function word(read: readonly number[], index: number): number {
  return at(read, index) + at(read, index + 1) * 256
}
