import { sql } from '../../../main/store/database.ts'
import { createAccidents } from './accidents.ts'
import { createCustomers } from './customers.ts'
import type { DayEvent, ShopDay } from './day-script.ts'
import { createOrderSource } from './order-source.ts'
import type { SimOrder } from './sim-order.ts'
import { createSimShop } from './sim-shop.ts'
import { createStaff } from './staff.ts'
import type { Tally } from './tally.ts'
import { judgeDay } from './verdict.ts'
import { createWatch } from './watch.ts'

const lookMs = 1_000
/** Until everything is out, when nothing goes wrong any more. */
const eveningMs = 30 * 60_000
/** Who has no knife tears the paper off when it rests; and an alarm that stood at the end may go to paper yet. */
const restMs = 5_000

/** Plays one day and says what was wrong with it; nothing, if all is well. */
export async function playDay(day: ShopDay, folder: string, tally: Tally): Promise<string[]> {
  const wrong: string[] = []
  const fail = (what: unknown) => {
    if (wrong.length < 10) wrong.push(`${at()} ${what instanceof Error ? (what.stack ?? what.message) : what}`)
  }
  const orders: SimOrder[] = []
  const watch = createWatch({ orders, elapsed: () => shop.clock.elapsed, tally, fail })
  const shop = createSimShop(day.shop, folder, (printer, sent) => watch.onTicket(shop, printer, sent))
  function at(): string {
    return `[${(shop.clock.elapsed / 1000).toFixed(3)} s]`
  }
  const source = createOrderSource(shop, tally, fail)
  const contradictions = new Map()
  const customers = createCustomers({ shop, source, orders, contradictions, tally })
  const staff = createStaff({ shop, watch, source, orders, contradictions, tally, fail })
  const accidents = createAccidents({ shop, tally, fail })

  async function happen({ what }: DayEvent): Promise<void> {
    if (what.type === 'person') staff.act(what.act, what.which)
    else if (what.type === 'quiet') await shop.clock.pass(what.ms)
    else if (what.type === 'printer') accidents.printer(what.which, what.fault, what.forMs)
    else if (what.type === 'engine') await accidents.engine(what.how, what.at, what.downMs)
    else if (what.type === 'clock') accidents.clock(what.wrongMs, what.forMs)
    else if (what.type === 'sleep') accidents.sleep(what.ms)
    else if (what.type === 'disk') accidents.disk(what.fault, what.forMs)
    else customers.act(what)
  }

  function look(): void {
    try {
      watch.look(shop)
    } catch (error) {
      fail(error)
    }
    shop.life.after(lookMs, look)
  }

  try {
    await shop.start()
    look()
    for (const event of day.events) {
      await shop.clock.pass(event.afterMs)
      await happen(event)
      if (wrong.length > 0) break
    }
    if (wrong.length === 0) await evening()
    tally.add('days')
    tally.add('orders', orders.length)
    tally.add('simulated seconds', Math.round(shop.clock.elapsed / 1000))
  } catch (error) {
    fail(error)
  } finally {
    await shop.close()
  }
  return wrong

  /** Everything is mended, people let go what waits for them: now all of it has to come out. */
  async function evening(): Promise<void> {
    await accidents.healAll()
    staff.resume()
    const isOver = () => source.isQuiet && open().length === 0
    let rested = false
    for (let passed = 0; passed < eveningMs && !rested; passed += restMs) {
      const wasOver = isOver()
      const triedBefore = attempts()
      staff.releaseHeld()
      await shop.clock.pass(restMs)
      // What came out meanwhile hangs there yet. And an alarm whose cause is gone ends by itself: a slow printer may have had to
      // work off what it was sent.
      rested = wasOver && isOver() && attempts() === triedBefore && lastingAlarms().length === 0
    }
    if (!isOver())
      fail(`it does not end: ${JSON.stringify(open().slice(0, 5))}, ${source.isQuiet ? 'all' : 'not all'} answered`)
    const left = lastingAlarms()
    if (left.length > 0)
      fail(`alarms without a cause: ${left.map(alarm => `${alarm.code} ${alarm.subject}`).join(', ')}`)
    await shop.stop()
    for (const error of shop.errors) {
      if (!/disk|SQLITE|ENOSPC|EIO/.test(error)) fail(`the engine logged ${error}`)
    }
    judgeDay({ shop, orders, pieces: watch.pieces, staff, tally, fail })
  }

  function lastingAlarms() {
    const standing = shop.desk()?.alarms() ?? []
    return standing.filter(alarm => lasting.test(alarm.code))
  }

  function attempts(): number {
    return sql<{ count: number }>(shop.db, 'select count(*) as count from attempts').get()?.count ?? 0
  }

  function open() {
    return sql<{ id: number; state: string; printer: string }>(
      shop.db,
      `select id, state, printer from jobs where state not in ('printed', 'sent', 'cancelled', 'failed')`,
    ).all()
  }
}

/** A printer that has fallen mute is met as a mute one until it answers again, and that stays said. */
const lasting = /^(printer-(?!mute)|lane-failed|job-(held|uncertain)|not-durable|no-printers)/
