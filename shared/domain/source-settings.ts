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

/** A cloud printer's client knows printers by their serial numbers; here stands which of ours each one is. */
const cloudPrinters = z
  .record(
    z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/, 'is no serial number: letters, figures and -, at most 40'),
    id,
  )
  .refine(printers => Object.keys(printers).length > 0, { error: 'names no printer' })
const account = z.string().trim().min(1).max(100)
/** may their <PLUGIN> open the cash drawer? */
const drawer = z.boolean().default(false)
/** the same text for the same printer again within so many seconds prints once, and is alarmed; 0: it prints again */
const dedupeSeconds = z.number().min(0).max(86_400).default(0)

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
    z.strictObject({
      ...{ id, type: z.literal('feie'), channel, user: account },
      ...{ printers: cloudPrinters, drawer, dedupeSeconds },
    }),
    z.strictObject({ id, type: z.literal('yilianyun'), channel, clientId: account, printers: cloudPrinters }),
    z.strictObject({
      ...{ id, type: z.literal('xpyun'), channel, user: account },
      ...{ printers: cloudPrinters, drawer, dedupeSeconds },
    }),
    z.strictObject({ id, type: z.literal('sunmi'), channel, appId: account, printers: cloudPrinters }),
  ],
  {
    error: ({ input }) =>
      `${typeOf(input)} is no source of this version: push, mqtt, pull, feie, yilianyun, xpyun, sunmi`,
  },
)
