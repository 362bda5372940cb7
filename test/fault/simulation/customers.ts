import type { Happening } from './day-script.ts'
import type { OrderSource } from './order-source.ts'
import { isOff, newLines, orderBody, revised, type SimContent, type SimOrder } from './sim-order.ts'
import type { SimShop } from './sim-shop.ts'
import type { Tally } from './tally.ts'

/** What the outside world sends, good and bad. */
export type Customers = { act(what: Happening): void }

export function createCustomers(deps: {
  shop: SimShop
  source: OrderSource
  orders: SimOrder[]
  contradictions: Map<string, SimContent>
  tally: Tally
}): Customers {
  const { shop, source, orders, contradictions, tally } = deps

  function place(lines: readonly number[], options: Partial<Pick<SimOrder, 'source' | 'counted'>> = {}): SimOrder {
    const index = orders.length
    const order: SimOrder = {
      index,
      source: options.source ?? 'mini',
      orderId: `mp-${index}`,
      counted: options.counted ?? true,
      placedAt: new Date(shop.clock.realNow).toISOString(),
      content: { status: 'paid', terms: 'prepaid', lines: newLines({ lines: [] }, lines), note: '', tableNo: '' },
      revision: 1,
      taken: new Map(),
      contradicted: false,
      unanswered: null,
      revived: false,
      calledOffAt: null,
    }
    orders.push(order)
    return order
  }

  /** Gives the order its next word without sending it. */
  function change(order: SimOrder, content: SimContent): void {
    order.content = content
    order.revision += 1
  }
  const send = (order: SimOrder) => source.sendContent(order, order.content, order.revision)

  function some(which: number, only: (order: SimOrder) => boolean = () => true): SimOrder | undefined {
    const found = orders.filter(only)
    // Mostly the newest ones: there something is going on.
    return found[found.length - 1 - (which % Math.min(5, Math.max(1, found.length)))]
  }
  const isOn = (order: SimOrder) => !isOff(order.content)

  function order(what: Extract<Happening, { type: 'order' }>): void {
    const made = place(what.lines, { source: what.source === 0 ? 'mini' : 'other', counted: what.counted })
    if (what.pay === 'later') made.content = { ...made.content, status: 'unpaid' }
    if (what.pay === 'after-meal') made.content = { ...made.content, status: 'unpaid', terms: 'after-meal' }
    send(made)
  }

  function outOfOrder(which: number): void {
    const found = some(which, one => isOn(one) && one.counted)
    if (found === undefined) return
    change(found, revised(found, 'add', which))
    const overtaken = { content: found.content, revision: found.revision }
    change(found, revised(found, 'note', which))
    send(found)
    shop.life.after(which, () => source.sendContent(found, overtaken.content, overtaken.revision))
  }

  function repeat(which: number, times: number, sameId: boolean): void {
    const pushes = source.pushes.filter(push => push.says !== null)
    const push = pushes[pushes.length - 1 - (which % Math.min(8, Math.max(1, pushes.length)))]
    if (push?.says == null) return
    const { order, content, revision } = push.says
    // Without revisions and under another id, an old word is a new one.
    const isNews = !order.counted && !sameId
    const word = isNews ? { content: order.content, revision: order.revision } : { content, revision }
    for (let time = 0; time < times; time++) {
      source.sendContent(order, word.content, word.revision, sameId ? push.id : undefined)
    }
    tally.add('repeated pushes', times)
  }

  function contradict(which: number): void {
    const found = some(which, one => {
      const last = one.taken.get(one.revision)
      return one.counted && isOn(one) && !one.contradicted && last === one.content && !contradictions.has(one.orderId)
    })
    if (found === undefined) return
    const content = { ...found.content, note: `另说${which}` }
    contradictions.set(found.orderId, content)
    source.send({
      id: `c${found.index}`,
      source: found.source,
      body: Buffer.from(JSON.stringify(orderBody(found, content, found.revision))),
      says: null,
      wants: ['conflict', 'stale'],
      answer: null,
    })
  }

  function nonsense({ how, at }: Extract<Happening, { type: 'nonsense' }>): void {
    const made = place([0])
    orders.pop()
    const good = JSON.stringify(orderBody({ ...made, orderId: `bad-${source.pushes.length}` }, made.content, 1))
    const bodies = {
      cut: () => Buffer.from(good).subarray(0, 1 + (at % (Buffer.byteLength(good) - 2))),
      types: () => Buffer.from(good.replace('"quantity":1', '"quantity":"viel"')),
      'no-lines': () => Buffer.from(JSON.stringify({ ...JSON.parse(good), items: [] })),
      'not-utf8': () => Buffer.concat([Buffer.from(good.slice(0, 20)), Buffer.of(0xff, 0xfe), Buffer.from(good)]),
    }
    source.send({
      id: `n${source.pushes.length}`,
      source: 'mini',
      body: bodies[how](),
      says: null,
      wants: ['invalid'],
      answer: null,
    })
  }

  function forged(how: 'signature' | 'timestamp'): void {
    const made = place([0])
    orders.pop()
    const body = Buffer.from(JSON.stringify(orderBody({ ...made, orderId: 'forged' }, made.content, 1)))
    source.send({
      id: `f${source.pushes.length}`,
      source: 'mini',
      body,
      says: null,
      wants: ['refused'],
      forged: how,
      answer: null,
    })
  }

  return {
    act(what) {
      tally.add(`event: ${what.type}`)
      if (what.type === 'order') order(what)
      if (what.type === 'burst') for (let n = 0; n < what.orders; n++) send(place([n % 3]))
      if (what.type === 'revise' || what.type === 'call-off') {
        const found = some(what.which, isOn)
        if (found === undefined) return
        const content =
          what.type === 'call-off' ? { ...found.content, status: what.as } : revised(found, what.how, what.which)
        change(found, content)
        send(found)
      }
      if (what.type === 'cancelled-first') {
        const made = place([0, 1])
        const first = { content: made.content, revision: made.revision }
        change(made, { ...made.content, status: 'cancelled' })
        send(made)
        shop.life.after(500, () => source.sendContent(made, first.content, first.revision))
      }
      if (what.type === 'out-of-order') outOfOrder(what.which)
      if (what.type === 'repeat') repeat(what.which, what.times, what.sameId)
      if (what.type === 'contradict') contradict(what.which)
      if (what.type === 'nonsense') nonsense(what)
      if (what.type === 'forged') forged(what.how)
    },
  }
}
