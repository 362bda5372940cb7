/** Integer fen as people write it: ¥4.50, −¥2.00. */
export function yuan(fen: number): string {
  const sign = fen < 0 ? '−' : ''
  const whole = Math.abs(Math.round(fen))
  return `${sign}¥${Math.floor(whole / 100)}.${String(whole % 100).padStart(2, '0')}`
}

/** 2, 0.5, 1.25: at most three decimals, no trailing zeros. */
export function amountOf(quantity: number): string {
  return String(Math.round(quantity * 1000) / 1000)
}
