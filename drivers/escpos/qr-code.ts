import QRCode from 'qrcode'
import { blacken, blankRaster, type Raster } from '../../shared/ticket/raster.ts'
import { EncodeError } from './encode-error.ts'

/** Bytes that a QR symbol of version 1 … 40 holds at error correction M in byte mode (ISO/IEC 18004, table 7). */
const capacities = [
  14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666, 711, 779, 857, 911,
  997, 1059, 1125, 1190, 1264, 1370, 1452, 1538, 1628, 1722, 1809, 1911, 1989, 2099, 2213, 2331,
]
const utf8 = new TextEncoder()

/**
 * GS ( k (1D 28 6B pL pH 31 fn …): model 2, module size, error correction M, store, print. pL pH count the bytes of the
 * UTF-8 text plus three, not its characters.
 */
export function qrCode(text: string, moduleDots: number, paperDots: number): Uint8Array {
  const { data, side } = fitSymbol(text, Math.min(moduleDots, 16), paperDots)
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

/** ESC GS y (1B 1D 79): S 0 model 2, S 1 level M, S 2 cell size 1–8, D 1 store, P print (Star Line Mode). */
export function starQrCode(text: string, moduleDots: number, paperDots: number): Uint8Array {
  const { data, side } = fitSymbol(text, Math.min(moduleDots, 8), paperDots)
  return Uint8Array.from([
    ...[0x1b, 0x1d, 0x79, 0x53, 0x30, 2],
    ...[0x1b, 0x1d, 0x79, 0x53, 0x31, 1],
    ...[0x1b, 0x1d, 0x79, 0x53, 0x32, side],
    ...[0x1b, 0x1d, 0x79, 0x44, 0x31, 0, data.length & 0xff, data.length >> 8],
    ...data,
    ...[0x1b, 0x1d, 0x79, 0x50],
  ])
}

/** The same symbol as an image in the middle of the paper, for a printer that has no command for it. */
export function qrRaster(text: string, moduleDots: number, paperDots: number): Raster {
  const { data, side } = fitSymbol(text, Math.min(moduleDots, 16), paperDots)
  const { modules } = QRCode.create([{ data, mode: 'byte' }], { errorCorrectionLevel: 'M' })
  const width = modules.size * side
  const left = Math.floor((paperDots - width) / 2)
  const raster = blankRaster(left + width, width)
  for (let y = 0; y < width; y++)
    for (let x = 0; x < width; x++)
      if (modules.get(Math.floor(y / side), Math.floor(x / side))) blacken(raster, left + x, y)
  return raster
}

/** A symbol wider than the paper would not be printed at all, silently, so the modules shrink to fit. */
function fitSymbol(text: string, moduleDots: number, paperDots: number): { data: Uint8Array; side: number } {
  const data = utf8.encode(text)
  const version = capacities.findIndex(capacity => data.length <= capacity) + 1
  const fitting = Math.floor(paperDots / (17 + 4 * version))
  if (version === 0 || fitting < 1) throw new EncodeError('qr-too-long', `${data.length} bytes do not fit a QR code`)
  if (!(Number.isInteger(moduleDots) && moduleDots >= 1)) throw new EncodeError('out-of-range', `QR dots ${moduleDots}`)
  return { data, side: Math.min(moduleDots, fitting) }
}
