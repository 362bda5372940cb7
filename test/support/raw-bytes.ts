import iconv from 'iconv-lite'

/** Bytes written by hand: numbers are bytes, strings are GBK. */
export function raw(...parts: (number | string | Uint8Array)[]): Uint8Array {
  return Buffer.concat(
    parts.map(part =>
      typeof part === 'number' ? Uint8Array.of(part) : typeof part === 'string' ? iconv.encode(part, 'gbk') : part,
    ),
  )
}

export const [LF, DLE, EOT, ESC, FS, GS] = [0x0a, 0x10, 0x04, 0x1b, 0x1c, 0x1d] as const
/** ESC @ FS &: how every ticket of ours begins */
export const begin = raw(ESC, '@', FS, '&')
/** GS V 66 0: feed to the knife and cut */
export const cut = raw(GS, 'V', 66, 0)

/** All five commands of a QR code in level M. */
export function qr(text: string, dots = 4): Uint8Array {
  const data = Buffer.from(text, 'utf8')
  const length = data.length + 3
  return raw(
    ...[raw(GS, '(k', 4, 0, '1A2', 0), raw(GS, '(k', 3, 0, '1C', dots), raw(GS, '(k', 3, 0, '1E1')],
    ...[raw(GS, '(k', length & 0xff, length >> 8, '1P0', data), raw(GS, '(k', 3, 0, '1Q0')],
  )
}
