import { EncodeError } from './encode-error.ts'

/** Bytes that a QR symbol of version 1 … 40 holds at error correction M in byte mode (ISO/IEC 18004, table 7). */
const capacities = [
  14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666, 711, 779, 857, 911,
  997, 1059, 1125, 1190, 1264, 1370, 1452, 1538, 1628, 1722, 1809, 1911, 1989, 2099, 2213, 2331,
]
const utf8 = new TextEncoder()

/**
 * GS ( k (1D 28 6B pL pH 31 fn …): model 2, module size, error correction M, store, print. pL pH count the bytes of the
 * UTF-8 text plus three, not its characters. A symbol wider than the paper would not be printed at all, silently, so
 * the modules shrink to fit.
 */
export function qrCode(text: string, moduleDots: number, paperDots: number): Uint8Array {
  const data = utf8.encode(text)
  const version = capacities.findIndex(capacity => data.length <= capacity) + 1
  const fitting = Math.floor(paperDots / (17 + 4 * version))
  if (version === 0 || fitting < 1) throw new EncodeError('qr-too-long', `${data.length} bytes do not fit a QR code`)
  const side = Math.min(moduleDots, fitting, 16)
  if (!(Number.isInteger(moduleDots) && moduleDots >= 1)) throw new EncodeError('out-of-range', `QR dots ${moduleDots}`)
  const stored = data.length + 3
  return Uint8Array.from([
    ...[0x1d, 0x28, 0x6b, 4, 0, 0x31, 0x41, 0x32, 0],
    ...[0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x43, side],
    ...[0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x45, 0x31],
    ...[0x1d, 0x28, 0x6b, stored & 0xff, stored >> 8, 0x31, 0x50, 0x30],
    ...data,
    ...[0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x51, 0x30],
  ])
}
