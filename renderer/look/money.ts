import { yuan } from '../../shared/domain/money.ts'

/** Integer fen as people write it: ¥4.50, −¥2.00. */
export function price(fen: number): string {
  return `${fen < 0 ? '−' : ''}¥${yuan(Math.abs(fen))}`
}
