import { businessDay } from '../../shared/domain/business-day.ts'
import type { Cart, Menu } from '../../shared/domain/cart.ts'
import type { OrderInput, OrderIssue } from '../../shared/domain/order.ts'
import { priceCart, sampleCart } from '../../shared/domain/price-cart.ts'
import type { OrderSummary } from '../../shared/domain/views/order-views.ts'
import { signWebhook } from '../sources/push/webhook-signature.ts'
import type { Db } from '../store/database.ts'
import { countOrdersLike, findOrder, type OrderRow } from '../store/orders.ts'
import { iso } from './job-view.ts'
import type { PushDesk } from './push-desk.ts'
import type { ShopFolder } from './shop-folder.ts'

/** What the phone says of an order: taken, on paper in the kitchen, called out, handed over; or that something is wrong. */
export type PhoneStatus = 'accepted' | 'making' | 'ready' | 'collected' | 'cancelled' | 'problem'

export type PhoneOrder = { order: string; pickupNo: string; payable: number; status: PhoneStatus }

export type PhoneAnswer =
  | ({ result: 'taken' } & PhoneOrder)
  | { result: 'invalid'; issues: OrderIssue[] }
  | { result: 'closed' | 'busy' | 'refused' | 'menu-empty' }

/**
 * The training mini-program: a cart becomes an order that is priced, signed and pushed as an ISV's cloud would do it, over
 * the source `demo`. Who orders knows the order by an id that nobody guesses.
 */
export type PhoneDesk = {
  /** there is a source `demo` */
  isOpen(): boolean
  menu(): { shop: { name: string; language: 'zh-CN' | 'en' }; menu: Menu }
  order(cart: Cart): Promise<PhoneAnswer>
  follow(order: string): PhoneOrder | null
  /** A technician's order of one dish for each station, the same way. Its note says what it is. */
  sample(): Promise<PhoneAnswer>
}

/** It is for training and tests; a page that runs wild fills no kitchen with paper. */
const mostAMinute = 30
const demo = 'demo'

export function createPhoneDesk(deps: {
  db: Db
  folder: Pick<ShopFolder, 'settings' | 'secrets'>
  push: PushDesk
  now: () => number
  randomBytes: (size: number) => Buffer
}): PhoneDesk {
  const { db, push, now } = deps
  const { settings, secrets } = deps.folder
  let recent: number[] = []
  /** Two carts that come at once must not get the same number. */
  let given = { prefix: '', last: 0 }

  function nextNumber(prefix: string): string {
    const known = given.prefix === prefix ? given.last : 0
    given = { prefix, last: Math.max(known, countOrdersLike(db, demo, prefix)) + 1 }
    return `P${String(given.last).padStart(3, '0')}`
  }

  function isBusy(): boolean {
    recent = recent.filter(at => Math.abs(now() - at) < 60_000)
    if (recent.length >= mostAMinute) return true
    recent.push(now())
    return false
  }

  async function order(cart: Cart): Promise<PhoneAnswer> {
    const key = secrets.keysOf(demo, now())[0]
    if (key === undefined) return { result: 'closed' }
    const priced = priceCart(settings.menu, cart)
    if (!priced.ok) return { result: 'invalid', issues: priced.issues }
    if (isBusy()) return { result: 'busy' }
    const day = businessDay(now(), settings.shop).replaceAll('-', '')
    const prefix = `phone-${day}-`
    const orderId = `${prefix}${deps.randomBytes(16).toString('base64url')}`
    const pickupNo = nextNumber(prefix)
    const at = iso(now())
    const { items, payable } = priced
    const order: OrderInput = {
      ...{ orderId, revision: 1, status: 'paid', pickupNo, serviceMode: cart.serviceMode, placedAt: at },
      ...{ items, note: cart.note, fees: [], discounts: [] },
      total: { items: payable, fees: 0, discounts: 0, payable },
      payment: { method: 'training', outTradeNo: orderId, amount: payable, paidAt: at },
    }
    const body = Buffer.from(JSON.stringify(order))
    const [id, seconds] = [`phone-${deps.randomBytes(16).toString('base64url')}`, Math.floor(now() / 1000)]
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': String(seconds),
      'webhook-signature': signWebhook(key, id, seconds, body),
    }
    const answer = await push.take(demo, headers, body)
    if (answer.result !== 'accepted') return { result: answer.result === 'busy' ? 'busy' : 'refused' }
    return { result: 'taken', order: orderId, pickupNo, payable, status: 'accepted' }
  }

  return {
    isOpen: () => push.has(demo),
    menu: () => ({
      shop: { name: settings.shop.name, language: settings.shop.language },
      menu: settings.menu,
    }),
    order,
    async sample() {
      const cart = sampleCart(settings)
      return cart === null ? { result: 'menu-empty' } : order(cart)
    },
    follow(orderId) {
      // Only what a phone ordered: another order of the source is nobody's business here.
      const row = /^phone-\d{8}-[\w-]{22}$/.test(orderId) ? findOrder(db, demo, orderId) : undefined
      if (row === undefined) return null
      const { pickupNo, payable } = JSON.parse(row.summary) as OrderSummary
      return { order: orderId, pickupNo: pickupNo ?? '', payable, status: statusOf(row) }
    },
  }
}

function statusOf(row: OrderRow): PhoneStatus {
  if (row.state === 'cancelled') return 'cancelled'
  if (row.collected_at !== null) return 'collected'
  if (row.ready_at !== null) return 'ready'
  if (row.state === 'problem') return 'problem'
  return row.state === 'printed' || row.state === 'sent' ? 'making' : 'accepted'
}
