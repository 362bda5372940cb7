// A quantity has at most three decimals (what is weighed). Arithmetic goes through whole thousandths, because
// 0.1 + 0.2 is not 0.3 and a kitchen that is told to void 0.30000000000000004 stops trusting its paper.

export function thousandths(quantity: number): number {
  return Math.round(quantity * 1000)
}

export function addQuantity(a: number, b: number): number {
  return (thousandths(a) + thousandths(b)) / 1000
}

export function subtractQuantity(from: number, less: number): number {
  return (thousandths(from) - thousandths(less)) / 1000
}

/** `2`, `0.5`: no zeros that say nothing. */
export function formatQuantity(quantity: number): string {
  return String(thousandths(quantity) / 1000)
}
