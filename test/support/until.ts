/** Asks again and again until `check` gives something (not null, undefined or false); fails when `ms` are over. */
export async function until<T>(
  check: () => T | Promise<T>,
  ms = 30_000,
): Promise<Exclude<T, null | undefined | false>> {
  const end = performance.now() + ms
  for (;;) {
    const found = await check()
    if (found !== null && found !== undefined && found !== false) return found as Exclude<T, null | undefined | false>
    if (performance.now() > end) throw new Error(`did not happen within ${ms} ms: ${check}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
