import { z } from 'zod'
import { type Channel, channels, paymentTerms } from './order.ts'
import { settingsId as id, typeOf } from './settings-id.ts'

// The order sources of config.json, contract §2.

/** Platforms whose own messages an ISV forwards, and the channel that their orders come by where nothing else is said. */
export const platformChannels = {
  eleme: 'eleme',
  meituan: 'meituan',
  koubei: 'koubei',
  wechat: 'wechat-mini',
} as const satisfies Record<string, Channel>
export type PlatformType = keyof typeof platformChannels

export function isPlatform<Source extends { type: string }>(source: Source): source is Source & { type: PlatformType } {
  return Object.hasOwn(platformChannels, source.type)
}

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
    z.strictObject({ id, type: z.literal('eleme'), channel }),
    /** the addresses that Meituan calls at the ISV: it signs them too */
    z.strictObject({ id, type: z.literal('meituan'), channel, callbacks: z.array(webAddress).min(1).max(8) }),
    z.strictObject({ id, type: z.literal('koubei'), channel }),
    /** `terms`: whether guests pay before they eat */
    z.strictObject({ id, type: z.literal('wechat'), channel, terms: z.enum(paymentTerms).default('prepaid') }),
  ],
  {
    error: ({ input }) =>
      `${typeOf(input)} is no source of this version: push, mqtt, pull, eleme, meituan, koubei, wechat`,
  },
)
