import { isDeepStrictEqual } from 'node:util'
import type { Discrepancy } from '../../../shared/domain/reconciliation/discrepancy.ts'
import { ruleOf } from '../../../shared/domain/reconciliation/discrepancy-class.ts'
import { type Db, transact } from '../../store/database.ts'
import {
  type DiscrepancyRow,
  findUnsettled,
  getDiscrepancy,
  hasResolved,
  insertDiscrepancy,
  listUnsettled,
  markTried,
  noteDiscrepancy,
  setDiscrepancyState,
  updateDiscrepancy,
} from '../../store/discrepancies.ts'
import { dropFinding, listFindings, listFindingsAbout, saveFinding } from '../../store/findings.ts'

/**
 * The life of differences. A look at the books (a bill, a day's papers, the coupons) hands in all that it sees; what it no
 * longer sees clears by itself. About each subject one difference stands, the one that says most. What a person has
 * resolved is not opened again by the same facts.
 *
 *   open → suspended (存疑, at the day's close; tried again on the three days that follow) → cleared, by itself
 *                                                                                       → resolved, by a named person
 */
export type DifferenceBook = {
  /** All that this look sees now. Returns whether anything has changed. */
  take(scope: string, found: readonly Discrepancy[]): boolean
  /** The same for what may be thousands: orders are taken in between its steps. */
  takeSlowly(scope: string, found: readonly Discrepancy[]): Promise<void>
  /** From the day's close on: what is open waits for what the next days bring. Returns how many. */
  suspendDay(day: string, by: string): number
  /** A suspended one was looked at again and stands. */
  tried(id: number): void
  /** Null: there is no such difference, or it is settled. */
  resolve(id: number, act: { by: string; note: string }): DiscrepancyRow | null
}

/** All that is new about one subject. */
type Change = { subject: string; all: { one: Discrepancy; isGone: boolean }[] }

/** In one transaction; each costs some five statements. */
const changesPerStep = 100
/** More than anybody deals with in a day; what is beyond waits until these are settled. */
const mostOfADay = 10_000

export function createDifferenceBook({ db, now }: { db: Db; now: () => number }): DifferenceBook {
  /** Brings what people see in line with what the looks found about it. */
  function settle(subject: string): void {
    const at = now()
    const standing = findUnsettled(db, subject)
    const [best] = listFindingsAbout(db, subject)
      .filter(found => !hasResolved(db, found))
      .sort((a, b) => ruleOf(a.class).at - ruleOf(b.class).at)
    if (standing !== undefined && best?.class !== standing.class) {
      setDiscrepancyState(db, standing.id, 'cleared', at)
      noteDiscrepancy(db, standing.id, {
        at,
        what: best === undefined ? 'cleared' : 'explained',
        note: best?.class ?? null,
      })
    }
    if (best === undefined) return
    if (standing?.class !== best.class) {
      noteDiscrepancy(db, insertDiscrepancy(db, best, at), { at, what: 'found' })
      return
    }
    const { subject: _, class: __, ...said } = best
    if (isDeepStrictEqual(said, saidBy(standing))) return
    updateDiscrepancy(db, standing.id, best, at)
    if (standing.expected === best.expected && standing.actual === best.actual) return
    const note = `${standing.expected}/${standing.actual} → ${best.expected}/${best.actual}`
    noteDiscrepancy(db, standing.id, { at, what: 'changed', note })
  }

  function changesOf(scope: string, found: readonly Discrepancy[]): Change[] {
    const before = new Map(listFindings(db, scope).map(one => [keyOf(one), one]))
    const after = new Map(found.map(one => [keyOf(one), one]))
    const gone = [...before].flatMap(([key, one]) => (after.has(key) ? [] : [{ one, isGone: true }]))
    const news = [...after].flatMap(([key, one]) =>
      isDeepStrictEqual(one, before.get(key)) ? [] : [{ one, isGone: false }],
    )
    const changes = Map.groupBy([...gone, ...news], change => change.one.subject)
    return [...changes].map(([subject, all]) => ({ subject, all }))
  }

  function apply(scope: string, { subject, all }: Change): void {
    for (const { one, isGone } of all) {
      if (isGone) dropFinding(db, scope, one)
      else saveFinding(db, scope, one)
    }
    settle(subject)
  }

  return {
    take(scope, found) {
      const changes = changesOf(scope, found)
      transact(db, () => {
        for (const change of changes) apply(scope, change)
      })
      return changes.length > 0
    },
    async takeSlowly(scope, found) {
      const changes = changesOf(scope, found)
      for (let at = 0; at < changes.length; at += changesPerStep) {
        transact(db, () => {
          for (const change of changes.slice(at, at + changesPerStep)) apply(scope, change)
        })
        await new Promise(resolve => setImmediate(resolve))
      }
    },
    suspendDay: (day, by) =>
      transact(db, () => {
        const at = now()
        const open = listUnsettled(db, { day, limit: mostOfADay }).filter(row => row.state === 'open')
        for (const { id } of open) {
          setDiscrepancyState(db, id, 'suspended', at)
          noteDiscrepancy(db, id, { at, what: 'suspended', by })
        }
        return open.length
      }),
    tried(id) {
      const at = now()
      transact(db, () => {
        markTried(db, id, at)
        noteDiscrepancy(db, id, { at, what: 'tried' })
      })
    },
    resolve: (id, { by, note }) =>
      transact(db, () => {
        const row = getDiscrepancy(db, id)
        if (row === undefined || (row.state !== 'open' && row.state !== 'suspended')) return null
        const at = now()
        setDiscrepancyState(db, id, 'resolved', at)
        noteDiscrepancy(db, id, { at, what: 'resolved', by, note })
        // Something else may be wrong with it too.
        settle(row.subject)
        return getDiscrepancy(db, id) ?? null
      }),
  }
}

function keyOf(one: Discrepancy): string {
  return `${one.class} ${one.subject}`
}

function saidBy({
  day,
  source,
  order_id,
  expected,
  actual,
  facts,
}: DiscrepancyRow): Omit<Discrepancy, 'subject' | 'class'> {
  return { day, source, orderId: order_id, expected, actual, facts: JSON.parse(facts) as Discrepancy['facts'] }
}
