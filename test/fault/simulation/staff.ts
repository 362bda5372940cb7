import { type Desk, isDeskError } from '../../../main/engine/desk.ts'
import { sql } from '../../../main/store/database.ts'
import type { JobView } from '../../../shared/domain/views/printing-views.ts'
import type { PersonAct } from './day-script.ts'
import { readStrips } from './evidence.ts'
import type { OrderSource } from './order-source.ts'
import { printerId } from './shop-plan.ts'
import type { SimContent, SimOrder } from './sim-order.ts'
import type { SimShop } from './sim-shop.ts'
import type { Tally } from './tally.ts'
import type { Watch } from './watch.ts'

/** The people of the shop: what they click, and what they remember of it. They tell the truth of what they see. */
export type Staff = {
  act(act: PersonAct, which: number): void
  /** End of the day: whatever waits for a person is let go. */
  releaseHeld(): void
  resume(): void
  readonly cancelled: ReadonlySet<string>
  readonly believed: ReadonlySet<string>
}

export function createStaff(deps: {
  shop: SimShop
  watch: Watch
  source: OrderSource
  orders: readonly SimOrder[]
  /** contradictions that were kept aside, by order */
  contradictions: ReadonlyMap<string, SimContent>
  tally: Tally
  fail: (what: string) => void
}): Staff {
  const { shop, watch, tally, fail } = deps
  const cancelled = new Set<string>()
  const believed = new Set<string>()
  const by = 'staff'
  let keys = 0

  /** A click on what is not there any more, or not allowed, is refused with a word; anything else is an error. */
  function click(what: string, work: (desk: Desk) => unknown): void {
    const desk = shop.desk()
    if (desk === null) return
    tally.add(`person: ${what}`)
    try {
      const done = work(desk)
      if (done instanceof Promise) done.catch(refuse)
    } catch (error) {
      refuse(error)
    }
  }
  function refuse(error: unknown): void {
    const isDisk = error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_')
    if (!isDeskError(error) && !isDisk) fail(`a click ended with ${error}`)
  }

  function someJob(which: number, states: readonly string[]): JobView | null {
    const list = states.map(() => '?').join(', ')
    const rows = sql<{ id: number }>(shop.db, `select id from jobs where state in (${list}) order by id`).all(...states)
    const row = rows[which % Math.max(1, rows.length)]
    return row === undefined ? null : (shop.desk()?.job(`j${row.id}`) ?? null)
  }

  const touch = (job: JobView) => watch.onTouch(Number(job.jobId.slice(1)))

  /** Does the ticket lie there, whole and legible? */
  function isOnPaper(job: JobView): boolean {
    return shop.printers.some(({ id, papers }) => {
      const profile = shop.settings.printers.find(one => one.id === id)?.profile === 'generic-58' ? narrow : wide
      const pieces = watch.pieces.filter(piece => piece.printer === id)
      const strips = readStrips(papers, pieces, profile)
      return strips.some(one => one.whole && !one.paper.blank && `t${one.piece?.ticket}` === job.ticketId)
    })
  }

  function reprint(which: number, times: number): void {
    const job = someJob(which, ['printed', 'sent', 'failed', 'uncertain', 'cancelled', 'queued'])
    if (job === null) return
    keys += 1
    const made = new Set<string>()
    for (let time = 0; time < times; time++) {
      click('reprint', desk => made.add(desk.reprint(job.jobId, { by, idempotencyKey: `k${keys}` }).jobId))
    }
    if (made.size > 1) fail(`a double click made ${made.size} reprints`)
  }

  function resolve(which: number): void {
    const job = someJob(which, ['uncertain', 'held', 'sent'])
    if (job === null) return
    const as = isOnPaper(job) ? 'printed' : 'not-printed'
    touch(job)
    // Who has seen its paper speaks for the printer: what was held because it said nothing goes on.
    if (as === 'printed') watch.onLetGo(job.printerId)
    click(`resolve ${as}`, desk => {
      desk.resolve(job.jobId, { by, as })
      if (as === 'printed') believed.add(job.jobId)
    })
  }

  function accept(): void {
    const [conflict] = shop.desk()?.conflicts({}) ?? []
    const order = deps.orders.find(one => one.orderId === conflict?.orderId)
    const content = deps.contradictions.get(conflict?.orderId ?? '')
    // Once it counts differently from its source, a second conflict may be any word of it.
    if (conflict === undefined || order === undefined || content === undefined || order.contradicted) return
    click('accept', async desk => {
      order.contradicted = true
      const revision = desk.order(order.source, order.orderId).revision + 1
      // The program may die behind the commit and before its answer.
      order.revived = true
      order.unanswered = content
      await desk.acceptConflict(conflict.id, { by })
      order.unanswered = null
      order.calledOffAt = null
      order.taken.set(revision, content)
    })
  }

  function pause(which: number): void {
    const id = printerId(which % shop.printers.length)
    const isPaused =
      shop
        .desk()
        ?.printers()
        .find(one => one.id === id)?.paused === true
    if (isPaused) resumePrinter(id)
    else click('pause', desk => desk.pause(id, { by }))
  }

  /** It also lets go what was held because the printer said nothing. */
  function resumePrinter(id: string): void {
    watch.onLetGo(id)
    click('resume', desk => desk.resume(id, { by }))
  }

  function move(which: number): void {
    const job = someJob(which, ['queued', 'waiting', 'uncertain', 'held'])
    if (job === null) return
    const to = printerId((which + 1) % shop.printers.length)
    touch(job)
    click('move', desk => desk.move(job.jobId, { by, printerId: to }))
  }

  function cancel(which: number): void {
    const job = someJob(which, ['queued', 'waiting', 'uncertain', 'held'])
    if (job === null) return
    click('cancel', desk => {
      desk.cancel(job.jobId, { by })
      cancelled.add(job.jobId)
    })
  }

  function ack(which: number): void {
    const alarms = shop.desk()?.alarms() ?? []
    const alarm = alarms[which % Math.max(1, alarms.length)]
    if (alarm === undefined) return
    click('ack', desk => {
      desk.ackAlarm(alarm.id, { by })
      deps.source.acked()
    })
  }

  return {
    act(act, which) {
      if (shop.desk() === null) return
      if (act === 'reprint') reprint(which, 1)
      if (act === 'double-click') reprint(which, 2)
      if (act === 'resolve') resolve(which)
      if (act === 'accept') accept()
      if (act === 'pause') pause(which)
      if (act === 'move') move(which)
      if (act === 'cancel') cancel(which)
      if (act === 'ack') ack(which)
      if (act === 'release') {
        const job = someJob(which, ['held', 'waiting', 'uncertain'])
        if (job === null) return
        touch(job)
        click('release', desk => desk.release(job.jobId, { by }))
      }
      if (act === 'test-page') {
        click('test page', desk => desk.testPage(printerId(which % shop.printers.length), { by }))
      }
      if (act === 'replay') {
        const [kept] = shop.desk()?.quarantine({}) ?? []
        if (kept !== undefined) click('replay', desk => desk.replay(kept.id, { by }))
      }
    },
    releaseHeld() {
      for (const { printerId } of shop.desk()?.backlogs() ?? []) {
        watch.onLetGo(printerId)
        click('print the backlog', desk => desk.answerBacklog(printerId, { by, print: 'all' }))
      }
      const held = sql<{ id: number }>(shop.db, `select id from jobs where state = 'held'`).all()
      for (const { id } of held) {
        watch.onTouch(id)
        click('release', desk => desk.release(`j${id}`, { by }))
      }
    },
    resume() {
      for (const { id } of shop.printers) resumePrinter(id)
    },
    cancelled,
    believed,
  }
}

const wide = { columns: 48, dots: 576 }
const narrow = { columns: 32, dots: 384 }
