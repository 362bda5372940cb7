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
