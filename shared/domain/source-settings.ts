import { z } from 'zod'
import { channels } from './order.ts'
import { settingsId as id, typeOf } from './settings-id.ts'

// The order sources of config.json, contract §2.

const withoutPassword = (address: string) => !/^[a-z]+:\/\/[^/?#]*:[^/?#]*@/i.test(address)
const passwordHere = 'has a password in it, which belongs into secrets.json'
const channel = z.enum(channels).nullish()
const webAddress = z
  .url({ protocol: /^https?$/, error: 'is no http or https address' })
  .refine(withoutPassword, passwordHere)
export const source = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ id, type: z.literal('push'), channel, events: webAddress.optional() }),
    z.strictObject({
      id,
      type: z.literal('mqtt'),
      channel,
      url: z
        .url({ protocol: /^mqtts?$/, error: 'is no mqtt:// or mqtts:// address' })
        .refine(withoutPassword, passwordHere),
      username: z.string().min(1).nullish(),
    }),
    z.strictObject({ id, type: z.literal('pull'), channel, url: webAddress }),
  ],
  { error: ({ input }) => `${typeOf(input)} is no source of this version: push, mqtt, pull` },
)
