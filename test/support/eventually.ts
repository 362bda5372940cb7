/** Polls until `check` gives something (not null, undefined or false), at most for `ms`; then fails with the last state. */
export async function eventually<T>(
  check: () => T | Promise<T>,
  ms = 30_000,
): Promise<Exclude<T, null | undefined | false>> {
  const deadline = performance.now() + ms
  for (;;) {
    const found = await check()
    if (found !== null && found !== undefined && found !== false) return found as Exclude<T, null | undefined | false>
    if (performance.now() > deadline) throw new Error(`did not happen within ${ms} ms: ${check}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
