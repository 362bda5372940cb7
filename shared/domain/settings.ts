import { z } from 'zod'
import { type AbusePolicy, type AbuseRuleId, abusePolicies, abuseRuleIds } from './abuse-rules.ts'
import { settingsId as id, typeOf } from './settings-id.ts'
import { orderCentreOf, source } from './source-settings.ts'

// config.json, contract §2. Strict: an unknown key is an error. What a key means stands in the contract; here are the
// shapes, the defaults and the cross-references. Secrets are in secrets.json, never here.

const name = z.string().trim().min(1).max(100)
const fen = z.int().min(0).max(100_000_000)
const host = z.string().min(1).max(253)
const port = z.int().min(1).max(65_535)
const usbId = z.string().regex(/^[0-9a-f]{4}$/i, 'is not four hexadecimal digits')

// A connection type or source type that this version cannot serve is refused at start, not at the first order.
const connection = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ type: z.literal('tcp'), host, port: port.default(9100) }),
    z
      .strictObject({
        type: z.literal('usb'),
        vendorId: usbId.optional(),
        productId: usbId.optional(),
        serialNumber: z.string().min(1).max(126).optional(),
        /** where it is plugged in: bus and hub ports, as `npm run printers` shows it */
        port: z.string().min(1).max(64).optional(),
      })
      .refine(({ type, ...facts }) => Object.keys(facts).length > 0, {
        error: 'needs vendorId, productId, serialNumber or port',
      }),
    z.strictObject({
      type: z.literal('serial'),
      path: z.string().min(1).max(255),
      baudRate: z.int().min(300).max(4_000_000).default(9600),
      flow: z.enum(['none', 'rtscts', 'xonxoff']).default('none'),
      parity: z.enum(['none', 'even', 'odd']).default('none'),
    }),
    z.strictObject({ type: z.literal('device'), path: z.string().startsWith('/').max(255) }),
    z.strictObject({ type: z.literal('spooler'), queue: z.string().min(1).max(220) }),
    z.strictObject({ type: z.literal('virtual') }),
  ],
  {
    error: ({ input }) =>
      `${typeOf(input)} is no connection of this version: tcp, usb, serial, device, spooler, virtual`,
  },
)

const printer = z.strictObject({
  id,
  name,
  profile: z.string().min(1),
  connection,
  confirmation: z.enum(['auto', 'process-id', 'status', 'none']).default('auto'),
})

const station = z.strictObject({
  id,
  name,
  printer: id,
  backup: id.nullish(),
  copies: z.int().min(1).max(9).default(1),
  split: z.enum(['together', 'per-item']).default('together'),
})

const routingRule = z
  .strictObject({
    sku: z.string().min(1).optional(),
    category: z.string().min(1).optional(),
    name: z.string().min(1).optional(),
    station: id,
  })
  .refine(rule => rule.sku !== undefined || rule.category !== undefined || rule.name !== undefined, {
    error: 'needs sku, category or name',
  })

const choice = z.strictObject({ name, price: fen.default(0) })
const menuItem = z.strictObject({
  sku: z.string().min(1).max(64),
  name,
  category: z.string().nullish(),
  price: fen,
  unit: z.string().nullish(),
  options: z.array(z.strictObject({ name, choices: z.array(choice).min(1) })).default([]),
})

const abuse = z.enum(abusePolicies)
const perRule = Object.fromEntries(abuseRuleIds.map(rule => [rule, abuse.optional()]))

const policy = z.strictObject({
  uncertain: z.enum(['reprint-marked', 'hold']).default('reprint-marked'),
  staleAfterMinutes: z.number().min(0).max(100_000).default(30),
  alarmAfterSeconds: z.number().min(1).max(3600).default(10),
  releaseMinutesBefore: z.number().min(0).max(100_000).nullable().default(null),
  /** 反营销作弊: one word for all rules, or one for each; what is not named is flagged. See abuse-rules.ts */
  abuse: z.union([abuse, z.strictObject(perRule as Record<AbuseRuleId, z.ZodOptional<typeof abuse>>)]).optional(),
})

const door = z.strictObject({
  /** exact Host header values that are served besides the loopback ones, such as till.local:8760 */
  hosts: z.array(z.string().min(1)).min(1),
  tls: z.strictObject({ cert: z.string().min(1), key: z.string().min(1) }).optional(),
})

/** Whose payment bills are this shop's: account numbers, or how they begin. None: whosever. */
const accounts = z.strictObject({
  alipay: z.array(z.string().min(4).max(64)).max(32).default([]),
  wechat: z.array(z.string().min(4).max(64)).max(32).default([]),
})

const receipt = z.strictObject({
  printer: id.optional(),
  when: z.enum(['always', 'never', 'on-request']).default('never'),
})

export const settingsSchema = z
  .strictObject({
    shop: z.strictObject({
      id,
      name,
      timezone: z.string().refine(isTimezone, { error: 'is not a time zone' }).default('Asia/Shanghai'),
      businessDayStart: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is not HH:MM')
        .default('04:00'),
      language: z.enum(['zh-CN', 'en']).default('zh-CN'),
      accounts: accounts.optional(),
    }),
    printers: z.array(printer),
    stations: z.array(station),
    routing: z.array(routingRule).default([]),
    defaultStation: id,
    menu: z.array(menuItem).default([]),
    receipt: receipt.default({ when: 'never' }),
    sources: z.array(source),
    policy: policy.default(policy.parse({})),
    door: door.optional(),
  })
  .superRefine((settings, context) => {
    const fault = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message, input: undefined })
    const ids = (field: 'printers' | 'stations' | 'sources') => {
      const known = new Set<string>()
      settings[field].forEach((one, index) => {
        if (known.has(one.id)) fault([field, index, 'id'], `"${one.id}" is used twice`)
        known.add(one.id)
      })
      return known
    }
    const printers = ids('printers')
    const stations = ids('stations')
    ids('sources')
    settings.sources.forEach((one, index) => {
      const address = 'url' in one ? one.url : null
      const same = settings.sources.findIndex(other => 'url' in other && other.url === address)
      // Its orders would come twice, under two names, and print twice.
      if (same >= 0 && same < index) fault(['sources', index, 'url'], `is the address of source ${same} too`)
      const centre = orderCentreOf(one)
      if (centre !== undefined && !settings.sources.some(other => other.type === 'alipay' && other.id === centre)) {
        fault(['sources', index, 'orderCentre'], `"${centre}" is no alipay source`)
      }
    })
    const refer = (known: Set<string>, path: (string | number)[], value: string | null | undefined, what: string) => {
      if (value !== null && value !== undefined && !known.has(value)) fault(path, `"${value}" is no ${what}`)
    }
    settings.stations.forEach((one, index) => {
      // A shop that has no printers yet still takes orders: its jobs are held (contract §2).
      if (settings.printers.length > 0) refer(printers, ['stations', index, 'printer'], one.printer, 'printer')
      if (settings.printers.length > 0) refer(printers, ['stations', index, 'backup'], one.backup, 'printer')
      if (one.backup === one.printer) fault(['stations', index, 'backup'], 'is the printer itself')
    })
    settings.sources.forEach((one, index) => {
      if (!isCloudSource(one)) return
      const account = accountOf(one)
      const same = settings.sources.findIndex(
        other => isCloudSource(other) && other.type === one.type && accountOf(other) === account,
      )
      // A request names its account: there must be no doubt whose it is.
      if (same < index) fault(['sources', index], `has the account of source ${same} too`)
      for (const [sn, printer] of Object.entries(one.printers)) {
        if (settings.printers.length > 0) refer(printers, ['sources', index, 'printers', sn], printer, 'printer')
      }
    })
    settings.routing.forEach((rule, index) => {
      refer(stations, ['routing', index, 'station'], rule.station, 'station')
    })
    refer(stations, ['defaultStation'], settings.defaultStation, 'station')
    if (settings.printers.length > 0) refer(printers, ['receipt', 'printer'], settings.receipt.printer, 'printer')
    if (settings.receipt.when !== 'never' && settings.receipt.printer === undefined) {
      fault(['receipt', 'printer'], 'is needed unless receipts are printed never')
    }
    const skus = new Set<string>()
    settings.menu.forEach((one, index) => {
      if (skus.has(one.sku)) fault(['menu', index, 'sku'], `"${one.sku}" is used twice`)
      skus.add(one.sku)
    })
  })

export type Settings = z.infer<typeof settingsSchema>
export type PrinterSettings = Settings['printers'][number]
export type StationSettings = Settings['stations'][number]
export type RoutingRule = Settings['routing'][number]
export type SourceSettings = Settings['sources'][number]
/** Those whose clients have tickets printed as if this shop's printers were a cloud's. */
export type CloudSource = Extract<SourceSettings, { printers: Record<string, string> }>

export function isCloudSource(source: SourceSettings): source is CloudSource {
  return 'printers' in source
}

/** What its client names itself by. */
export function accountOf(source: CloudSource): string {
  if (source.type === 'yilianyun') return source.clientId
  return source.type === 'sunmi' ? source.appId : source.user
}

export function abusePolicyOf({ policy }: Pick<Settings, 'policy'>, rule: AbuseRuleId): AbusePolicy {
  const { abuse } = policy
  return (typeof abuse === 'object' ? abuse[rule] : abuse) ?? 'flag'
}

function isTimezone(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return true
  } catch {
    return false
  }
}
