import type { FaultPoint } from '../../main/engine/outside.ts'

/**
 * Where an engine under test dies: at the `time`-th passing of a place on an order's way. Two of them lie in the transport:
 * `byte-k`, when `byte` bytes of a ticket have left, and `sent`, when all of them have and nothing has been asked yet.
 */
export type Death = { at: FaultPoint | 'byte-k' | 'sent'; time: number; byte: number }

export const places = [
  'received',
  'committed',
  'intent',
  'byte-k',
  'sent',
  'confirmed',
  'outbox',
] as const satisfies readonly Death['at'][]

export function writeDeath({ at, time, byte }: Death): string {
  return `${at} ${time} ${byte}`
}

/** Null: it lives. */
export function readDeath(text: string | undefined): Death | null {
  if (text === undefined || text === '') return null
  const [name, time, byte] = text.split(' ')
  const at = places.find(place => place === name)
  if (at === undefined) throw new Error(`no such place: ${text}`)
  return { at, time: Number(time), byte: Number(byte) }
}
