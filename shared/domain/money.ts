// Money is integer fen everywhere; yuan exist only as text for people.

/** `400` → `4.00`. */
export function yuan(fen: number): string {
  const digits = String(Math.abs(fen)).padStart(3, '0')
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

export function sumFen(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0)
}

/** What people type as yuan, `12`, `12.5` or `12.50`, in fen; null where it is no sum of money. */
export function fenOf(text: string): number | null {
  const match = /^(\d{1,6})(?:[.。](\d{0,2}))?$/.exec(text.trim())
  return match === null ? null : Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}
