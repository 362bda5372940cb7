/** What was used lately, at most `limit` of it. */
export type Recent<T> = { get(key: string): T | undefined; set(key: string, value: T): void }

export function createRecent<T>(limit: number): Recent<T> {
  const entries = new Map<string, T>()
  return {
    get(key) {
      const value = entries.get(key)
      if (value === undefined) return undefined
      // A Map keeps the order of insertion: what is used again goes to its end.
      entries.delete(key)
      entries.set(key, value)
      return value
    },
    set(key, value) {
      entries.set(key, value)
      if (entries.size <= limit) return
      const [oldest] = entries.keys()
      if (oldest !== undefined) entries.delete(oldest)
    },
  }
}
