import { numberOf } from './fields.ts'

// Platforms speak of yuan, as numbers out of floating point (17.000000000000004) or as text; here they become fen, once.

/** Half a fen goes up. A sign is kept: platforms write what they take off as a negative amount. Null: it is no amount. */
export function fenOfYuan(value: unknown): number | null {
  const text = typeof value === 'number' ? decimals(value) : typeof value === 'string' ? value.trim() : ''
  const { sign, yuan, rest = '' } = /^(?<sign>[+-]?)(?<yuan>\d{1,12})(?:\.(?<rest>\d{0,20}))?$/.exec(text)?.groups ?? {}
  if (yuan === undefined) return null
  const thousandths = Number(yuan) * 1000 + Number(rest.padEnd(3, '0').slice(0, 3))
  const fen = Math.floor((thousandths + 5) / 10)
  return sign === '-' && fen !== 0 ? -fen : fen
}

/** What was taken off or added, without its sign; what is no amount counts as none. */
export function sizeInFen(value: unknown): number {
  return Math.abs(fenOfYuan(value) ?? 0)
}

/** Where a platform writes fen (分) itself. */
export function wholeFen(value: unknown): number | null {
  const fen = numberOf(value)
  return fen === null ? null : Math.round(fen)
}

/** A million yuan has seven digits; six decimals take the floating point's dust away. */
function decimals(value: number): string {
  return Math.abs(value) < 1e12 ? value.toFixed(6) : ''
}
