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
/** The Alipay source that tells Alipay's order centre of this source's mini-program orders. */
const orderCentre = id.optional()

/** Alipay's own words for what the diner sees; the enum of a shop's template may differ (untested on the real platform). */
const orderStates = z.strictObject({
  confirmed: z.string().min(1).max(64).default('MERCHANT_CONFIRMED'),
  serving: z.string().min(1).max(64).default('IN_SERVICE'),
  finished: z.string().min(1).max(64).default('FINISHED'),
})

/** What goes out to Alipay of its own accord. */
export const alipayDuties = ['order-centre', 'vouchers', 'light-member', 'bills'] as const

const alipay = z.strictObject({
  id,
  type: z.literal('alipay'),
  channel,
  appId: z.string().regex(/^\S{1,64}$/, 'is not the id that Alipay gave the app'),
  /** 2088…: notices about other merchants' trades are refused */
  sellerId: z
    .string()
    .regex(/^\d{16}$/, 'is not 16 digits')
    .optional(),
  gateway: webAddress.default('https://openapi.alipay.com/gateway.do'),
  /** of the message service; null: it is not used */
  messageHost: webAddress.nullable().default('https://openchannel.alipay.com'),
  duties: z.array(z.enum(alipayDuties)).default([...alipayDuties]),
  orderCentre: z
    .strictObject({
      states: orderStates.default(orderStates.parse({})),
      /** shop_info, without which scanned orders earn no commission */
      shop: z
        .strictObject({ alipayShopId: z.string().max(64).optional(), merchantShopId: z.string().max(64).optional() })
        .optional(),
      /** the diner's message when the order is ready; {pickupNo} and {orderId} are filled in */
      readyMessage: z
        .strictObject({
          templateId: z.string().min(1).max(64),
          page: z.string().min(1).max(512),
          data: z.record(z.string().regex(/^\w{1,32}$/), z.string().max(200)),
        })
        .optional(),
    })
    .default({ states: orderStates.parse({}) }),
  /** of the coupons that orders bring, where they do not say it themselves: alipay.marketing.activity.ordervoucher */
  voucherActivity: z.string().min(1).max(64).optional(),
})

export const source = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ id, type: z.literal('push'), channel, events: webAddress.optional(), orderCentre }),
    z.strictObject({
      id,
      type: z.literal('mqtt'),
      channel,
      url: z
        .url({ protocol: /^mqtts?$/, error: 'is no mqtt:// or mqtts:// address' })
        .refine(withoutPassword, passwordHere),
      username: z.string().min(1).nullish(),
      orderCentre,
    }),
    z.strictObject({ id, type: z.literal('pull'), channel, url: webAddress, orderCentre }),
    z.strictObject({ id, type: z.literal('eleme'), channel }),
    /** the addresses that Meituan calls at the ISV: it signs them too */
    z.strictObject({ id, type: z.literal('meituan'), channel, callbacks: z.array(webAddress).min(1).max(8) }),
    z.strictObject({ id, type: z.literal('koubei'), channel }),
    /** `terms`: whether guests pay before they eat */
    z.strictObject({ id, type: z.literal('wechat'), channel, terms: z.enum(paymentTerms).default('prepaid') }),
    alipay,
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
      `${typeOf(input)} is no source of this version: push, mqtt, pull, alipay, feie, yilianyun, xpyun, sunmi, eleme, ` +
      'meituan, koubei, wechat',
  },
)

export type AlipaySettings = z.infer<typeof alipay>

/** The Alipay source that is told of a source's orders. */
export function orderCentreOf(one: z.infer<typeof source> | undefined): string | undefined {
  if (one?.type === 'alipay') return one.id
  return one !== undefined && 'orderCentre' in one ? one.orderCentre : undefined
}
