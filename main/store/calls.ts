import { type Db, sql } from './database.ts'

// What a platform is to be asked or told: written in the transaction of its cause, made at least once, in order within its
// lane, for as long as it takes. The key makes of several times one.

export const callStates = ['waiting', 'done', 'refused', 'dropped'] as const
/** `refused` waits for a person, who has it made again or drops it. */
export type CallState = (typeof callStates)[number]

export type CallRow = {
  id: number
  source: string
  kind: string
  key: string
  lane: string
  order_row: number | null
  body: string
  state: CallState
  tries: number
  refusals: number
  next_at: number
  created_at: number
  ended_at: number | null
  answer: string | null
  error: string | null
}

export type NewCall = {
  source: string
  kind: string
  key: string
  lane: string
  order_row: number | null
  body: Record<string, unknown>
  at: number
}

/** To be called in the transaction of its cause. False: it is known already. */
export function addCall(db: Db, { body, at, ...call }: NewCall): boolean {
  const { changes } = sql(
    db,
    `insert into calls (source, kind, key, lane, order_row, body, state, next_at, created_at)
     values (@source, @kind, @key, @lane, @order_row, @body, 'waiting', @at, @at) on conflict do nothing`,
  ).run({ ...call, body: JSON.stringify(body), at })
  return changes > 0
}

export function getCall(db: Db, id: number): CallRow | undefined {
  return sql<CallRow>(db, 'select * from calls where id = ?').get(id)
}

export function findCall(db: Db, source: string, kind: string, key: string): CallRow | undefined {
  return sql<CallRow>(db, 'select * from calls where source = ? and kind = ? and key = ?').get(source, kind, key)
}

/** The next one that is due, of one kind or of any: the first of its lane, the one that has waited longest among those. */
export function nextCall(db: Db, source: string, now: number, kind: string | null = null): CallRow | undefined {
  return sql<CallRow>(
    db,
    `select * from calls c where source = @source and state = 'waiting' and next_at <= @now
       and (@kind is null or kind = @kind)
       and not exists (select 1 from calls e
         where e.source = @source and e.lane = c.lane and e.state = 'waiting' and e.id < c.id)
     order by next_at, id limit 1`,
  ).get({ source, now, kind })
}

/** How many of a kind wait, and since when the oldest of them. */
export function callLoadOf(db: Db, source: string, kind: string): { waiting: number; oldest: number | null } {
  const row = sql<{ waiting: number; oldest: number | null }>(
    db,
    `select count(*) as waiting, min(created_at) as oldest from calls
     where source = ? and kind = ? and state = 'waiting'`,
  ).get(source, kind)
  return row ?? { waiting: 0, oldest: null }
}

/** Whom the calls of a kind are about that have waited since `until` or longer: the newest, should there be very many. */
export function listOverdueLanes(db: Db, source: string, kind: string, until: number): string[] {
  const rows = sql<{ lane: string }>(
    db,
    `select lane from calls where source = ? and kind = ? and state = 'waiting' and created_at <= ?
     order by created_at desc limit 1000`,
  ).all(source, kind, until)
  return [...new Set(rows.map(row => row.lane))]
}

/** A clock that was wrong for a while must not put calls off for as long as it was: those beyond `limit` are due now. */
export function pullInCalls(db: Db, source: string, limit: number, now: number): void {
  sql(db, `update calls set next_at = ? where source = ? and state = 'waiting' and next_at > ?`).run(now, source, limit)
}

/** One of that kind waits, for its turn or for a person. */
export function hasOpenCall(db: Db, source: string, kind: string): boolean {
  const open = ['waiting', 'refused'] as const
  return open.some(state => {
    const text = `select 1 from calls where state = ? and source = ? and kind = ? limit 1`
    return sql(db, text).get(state, source, kind) !== undefined
  })
}

/** When the next one falls due; null: none waits. */
export function nextCallAt(db: Db, source: string): number | null {
  const row = sql<{ at: number | null }>(
    db,
    `select min(next_at) as at from calls where source = ? and state = 'waiting'`,
  ).get(source)
  return row?.at ?? null
}

/** It has to be made again then; what stands behind it in its lane waits for it. */
export function putOffCall(
  db: Db,
  call: Pick<CallRow, 'id' | 'source' | 'lane'>,
  again: { next_at: number; error: string; refusals: number; answer: string | null },
): void {
  sql(
    db,
    `update calls set tries = tries + 1, next_at = @next_at, error = @error, refusals = @refusals, answer = @answer
     where id = @id`,
  ).run({ ...again, id: call.id })
  sql(
    db,
    `update calls set next_at = @next_at
     where source = @source and lane = @lane and state = 'waiting' and id > @id and next_at < @next_at`,
  ).run({ next_at: again.next_at, source: call.source, lane: call.lane, id: call.id })
}

export function endCall(
  db: Db,
  id: number,
  end: { state: 'done' | 'refused'; at: number; answer: string | null; error: string | null },
): void {
  sql(
    db,
    'update calls set state = @state, tries = tries + 1, ended_at = @at, answer = @answer, error = @error where id = @id',
  ).run({ ...end, id })
}

/** What stood behind it need not wait any longer. */
export function releaseLane(db: Db, { source, lane }: Pick<CallRow, 'source' | 'lane'>, now: number): void {
  sql(
    db,
    `update calls set next_at = @now where source = @source and lane = @lane and state = 'waiting' and tries = 0
       and next_at > @now`,
  ).run({ source, lane, now })
}

/** A person has it made once more, or not any more. False: its state does not allow that. */
export function retryCall(db: Db, id: number, now: number): boolean {
  const text = `update calls set state = 'waiting', refusals = 0, next_at = ?, ended_at = null
    where id = ? and state in ('waiting', 'refused')`
  return sql(db, text).run(now, id).changes > 0
}

export function dropCall(db: Db, id: number, now: number): boolean {
  const text = `update calls set state = 'dropped', ended_at = ? where id = ? and state in ('waiting', 'refused')`
  return sql(db, text).run(now, id).changes > 0
}

export function listCalls(db: Db, query: { state: CallState | null; after: number; limit: number }): CallRow[] {
  return query.state === null
    ? sql<CallRow>(db, 'select * from calls where id > ? order by id limit ?').all(query.after, query.limit)
    : sql<CallRow>(db, 'select * from calls where state = ? and id > ? order by id limit ?').all(
        query.state,
        query.after,
        query.limit,
      )
}

export function listCallsOfOrder(db: Db, orderRow: number): CallRow[] {
  return sql<CallRow>(db, 'select * from calls where order_row = +? order by id').all(orderRow)
}

/** How many wait, and since when the oldest of them; what waits for the platform's own pace is not counted. */
export function callLoad(db: Db, source: string): { waiting: number; oldest: number | null } {
  const row = sql<{ waiting: number; oldest: number | null }>(
    db,
    `select count(*) as waiting, min(created_at) as oldest from calls where source = ? and state = 'waiting'
       and kind not in ('bill.download', 'member.settle')`,
  ).get(source)
  return row ?? { waiting: 0, oldest: null }
}

export function countRefusedCalls(db: Db): number {
  return sql<{ n: number }>(db, `select count(*) as n from calls where state = 'refused'`).get()?.n ?? 0
}
