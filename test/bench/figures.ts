export type Figure = { name: string; value: string; wanted: string }

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

/** Median and the range around it: this is a shared machine, and single numbers lie. */
export function spread(values: readonly number[], unit: string, digits = 1): string {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN).toFixed(digits)
  return `${median(values).toFixed(digits)} ${unit} (10–90 %: ${at(0.1)}–${at(0.9)}, n=${values.length})`
}
