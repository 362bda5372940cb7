/** Asks again and again until `check` returns without throwing; throws what it threw last when `ms` are over. */
export async function eventually<Result>(check: () => Result | Promise<Result>, ms = 8_000): Promise<Result> {
  const end = performance.now() + ms
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (performance.now() > end) throw error
    }
    await new Promise(resolve => setTimeout(resolve, 15))
  }
}
