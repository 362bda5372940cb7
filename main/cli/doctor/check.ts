export type Words = { zh: string; en: string }

/** One thing looked at. `remedy` is what to do; null where there is nothing to do. */
export type Check = { id: string; verdict: 'ok' | 'warn' | 'fail'; message: Words; remedy: Words | null }

export function ok(id: string, zh: string, en: string): Check {
  return { id, verdict: 'ok', message: { zh, en }, remedy: null }
}

export function warn(id: string, message: Words, remedy: Words): Check {
  return { id, verdict: 'warn', message, remedy }
}

export function fail(id: string, message: Words, remedy: Words): Check {
  return { id, verdict: 'fail', message, remedy }
}

export function words(zh: string, en: string): Words {
  return { zh, en }
}
