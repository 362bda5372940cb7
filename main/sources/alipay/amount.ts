// Alipay says money in yuan with at most two decimals, as text.

const mostFen = 100_000_000_00

/** `4`, `4.0`, `4.00` → 400. Null: it is no sum. */
export function fenOf(yuan: unknown): number | null {
  const text = typeof yuan === 'number' ? String(yuan) : yuan
  if (typeof text !== 'string') return null
  const [, whole, decimals = ''] = /^(\d{1,9})(?:\.(\d{1,2})0*)?$/.exec(text.trim()) ?? []
  if (whole === undefined) return null
  const fen = Number(whole) * 100 + Number(decimals.padEnd(2, '0'))
  return fen <= mostFen ? fen : null
}
