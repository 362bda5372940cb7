/** Least squares over the samples, in MiB an hour; 0 where there are too few. */
export function slopePerHour(samples: readonly { minute: number; mebibytes: number }[]): number {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
  const minute = mean(samples.map(one => one.minute))
  const size = mean(samples.map(one => one.mebibytes))
  const spread = samples.reduce((sum, one) => sum + (one.minute - minute) ** 2, 0)
  if (samples.length < 2 || spread === 0) return 0
  return (60 * samples.reduce((sum, one) => sum + (one.minute - minute) * (one.mebibytes - size), 0)) / spread
}
