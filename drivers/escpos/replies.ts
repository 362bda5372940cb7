// What printers send back, taken apart by mask (reference/escpos.md §3). The classes do not overlap in their first
// byte, so no reply is read by what was asked:
//
//   DLE EOT n   1 byte   (b & 93) == 12
//   GS r n      1 byte   (b & 90) == 00
//   ASB         4 bytes  (B1 & 93) == 10, then three bytes with (b & 90) == 00
//   blocks      37 22 d1 d2 d3 d4 00   GS ( H fn 48: printed up to here
//               37 23 d1 d2 d3 d4 00   the same id, printer offline: not printed
//               35 | 37 | 3B | 3D | 5F … 00   other reports, at most longestBlock bytes
//   XON, XOFF   11, 13   flow control; may stand anywhere
//
// A one-byte reply carries no name: whoever asks must know what is outstanding, and in which order. Anything begun
// runs to its end, so that the rest of a torn or noisy group is never taken for an answer to GS r: the price is an
// answer missed, never one invented.

export type Reply =
  | { type: 'status'; byte: number }
  | { type: 'paper'; byte: number }
  | { type: 'auto-status'; bytes: [number, number, number, number] }
  | { type: 'process-id'; id: string; printed: boolean }
  | { type: 'other-block'; bytes: number[] }
  | { type: 'noise'; byte: number }

/** Takes chunks as they come, cut anywhere, and reports each reply once it is whole. */
export type ReplyParser = (chunk: Uint8Array) => void

const blockStarts = new Set([0x35, 0x37, 0x3b, 0x3d, 0x5f])
/** Epson's longest text reports (GS I) have 80 characters; what runs on longer is noise. */
const longestBlock = 96
const isFlowControl = (byte: number) => byte === 0x11 || byte === 0x13
const isStatus = (byte: number) => (byte & 0x93) === 0x12
const isPaper = (byte: number) => (byte & 0x90) === 0
const startsAutoStatus = (byte: number) => (byte & 0x93) === 0x10

export function createReplyParser(onReply: (reply: Reply) => void): ReplyParser {
  let block: number[] | null = null
  let autoStatus: number[] | null = null

  function take(byte: number): void {
    if (isFlowControl(byte)) return
    if (block !== null) continueBlock(block, byte)
    else if (blockStarts.has(byte)) block = [byte]
    else if (isStatus(byte)) onReply({ type: 'status', byte })
    else if (startsAutoStatus(byte)) autoStatus = [byte]
    else if (!isPaper(byte)) onReply({ type: 'noise', byte })
    else if (autoStatus !== null) continueAutoStatus(autoStatus, byte)
    else onReply({ type: 'paper', byte })
  }

  function continueBlock(bytes: number[], byte: number): void {
    bytes.push(byte)
    if (byte !== 0 && bytes.length < longestBlock) return
    block = null
    onReply(processId(bytes) ?? { type: 'other-block', bytes })
  }

  function continueAutoStatus(bytes: number[], byte: number): void {
    bytes.push(byte)
    const [b1, b2, b3, b4] = bytes
    if (b1 === undefined || b2 === undefined || b3 === undefined || b4 === undefined) return
    autoStatus = null
    onReply({ type: 'auto-status', bytes: [b1, b2, b3, b4] })
  }

  return chunk => {
    for (const byte of chunk) take(byte)
  }
}

function processId(bytes: readonly number[]): Reply | null {
  const [start, kind, ...rest] = bytes
  const isWhole = start === 0x37 && (kind === 0x22 || kind === 0x23) && rest.length === 5 && rest[4] === 0
  if (!isWhole || !rest.slice(0, 4).every(isPrintable)) return null
  return { type: 'process-id', id: String.fromCharCode(...rest.slice(0, 4)), printed: kind === 0x22 }
}

const isPrintable = (byte: number) => byte >= 0x20 && byte <= 0x7e
