import fc from 'fast-check'
import type { Confirmation } from '../../../shared/domain/printer.ts'
import { type Settings, settingsSchema } from '../../../shared/domain/settings.ts'
import type { Medium } from './cable.ts'

/** What stands in a simulated shop; drawn anew for each day. */
export type PrinterPlan = {
  /** what it answers with */
  confirm: Confirmation
  /** what the shop's settings say of that */
  said: 'auto' | 'true'
  profile: 'generic-80' | 'generic-58' | 'epson-tm-t88'
  medium: Medium
  /** bytes per second times ten; null: at once */
  baud: number | null
}

export type ShopPlan = {
  /** for all that the script leaves open */
  seed: number
  /** what the clock on the wall says when it starts */
  opens: string
  printers: PrinterPlan[]
  split: 'together' | 'per-item'
  copies: 1 | 2
  receipts: boolean
  uncertain: 'reprint-marked' | 'hold'
  /** each station's printer has the next one as its backup */
  backups: boolean
}

const printerPlan: fc.Arbitrary<PrinterPlan> = fc.record(
  {
    confirm: fc.constantFrom('process-id', 'process-id', 'status', 'status', 'none'),
    said: fc.constantFrom('auto', 'true'),
    profile: fc.constantFrom('generic-80', 'generic-80', 'generic-58', 'epson-tm-t88'),
    medium: fc.constantFrom('socket', 'wire'),
    baud: fc.constantFrom(null, null, null, 9_600, 4_000),
  },
  { noNullPrototype: true },
)

/** Some mornings, and shortly before a business day, a day, a leap day and a year end. */
const openings = [
  '2026-11-22T05:30:00+08:00',
  '2026-11-22T11:30:00+08:00',
  '2026-11-23T03:59:00+08:00',
  '2026-11-23T07:59:00+08:00',
  '2028-02-29T03:59:00+08:00',
  '2027-01-01T03:59:00+08:00',
] as const

export const shopPlan: fc.Arbitrary<ShopPlan> = fc.record(
  {
    seed: fc.nat(0xffff_ffff),
    opens: fc.constantFrom(...openings),
    printers: fc.array(printerPlan, { minLength: 1, maxLength: 3, size: 'max' }),
    split: fc.constantFrom('together', 'together', 'per-item'),
    copies: fc.constantFrom(1, 1, 1, 2),
    receipts: fc.boolean(),
    uncertain: fc.constantFrom('reprint-marked', 'reprint-marked', 'reprint-marked', 'hold'),
    backups: fc.boolean(),
  },
  { noNullPrototype: true },
)

export const categories = ['蒸点', '煎炸', '饮品'] as const

export const printerId = (index: number) => `p${index}`

/** Three stations over as many printers as there are; the last category has no rule and goes to the default station. */
export function settingsOf(plan: ShopPlan): Settings {
  const at = (station: number) => printerId(station % plan.printers.length)
  return settingsSchema.parse({
    shop: { id: 'gudang-001', name: '古荡早餐店' },
    printers: plan.printers.map((printer, index) => ({
      id: printerId(index),
      name: `打印机${index}`,
      profile: printer.profile,
      confirmation: printer.said === 'true' ? printer.confirm : 'auto',
      connection: { type: 'tcp', host: '127.0.0.1', port: 9100 + index },
    })),
    stations: categories.map((name, index) => ({
      id: `s${index}`,
      name,
      printer: at(index),
      ...(plan.backups && at(index + 1) !== at(index) ? { backup: at(index + 1) } : {}),
      split: plan.split,
      copies: index === 0 ? plan.copies : 1,
    })),
    routing: [
      { category: categories[0], station: 's0' },
      { category: categories[1], station: 's1' },
    ],
    defaultStation: plan.printers.length === 1 ? 's0' : 's2',
    receipt: plan.receipts ? { printer: printerId(0), when: 'always' } : { when: 'never' },
    sources: [
      { id: 'mini', type: 'push', channel: 'alipay-mini' },
      { id: 'other', type: 'push', channel: 'wechat-mini' },
    ],
    policy: { uncertain: plan.uncertain },
  })
}
