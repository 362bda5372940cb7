import { z } from 'zod'

// What the engine's process and the desktop app say to each other over process.parentPort.

export const fromEngine = z.discriminatedUnion('event', [
  // contract §1's ready line
  z.object({ event: z.literal('ready'), url: z.url(), token: z.string().min(1) }),
  z.object({ event: z.literal('failed'), line: z.string() }),
])
export type FromEngine = z.infer<typeof fromEngine>

/** Like SIGTERM, which not every system has. */
export const stopWord = 'stop'

const ofKey = z.object({ event: z.literal('key'), key: z.base64().nullable() })

/** The app's first word to the engine: what opens sealed secrets; null: its keychain has none. */
export function keyMessage(key: Uint8Array | null): z.infer<typeof ofKey> {
  return { event: 'key', key: key === null ? null : Buffer.from(key).toString('base64') }
}

/** Null: that is no such message. */
export function keyFromDesktop(message: unknown): { key: Uint8Array | null } | null {
  const read = ofKey.safeParse(message)
  if (!read.success) return null
  const key = read.data.key === null ? null : Buffer.from(read.data.key, 'base64')
  return key === null || key.length === 32 ? { key } : null
}
