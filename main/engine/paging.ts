import { DeskError, type Page } from './desk.ts'
import { type IdKind, readId } from './ids.ts'

/** What every list takes (contract §8): `after` is the last id seen, `limit` up to 1000. Throws DeskError. */
export function paging(kind: IdKind, query: Page): { after: number; limit: number } {
  const after = query.after === undefined ? 0 : readId(kind, query.after)
  if (after === null) throw new DeskError('invalid', 'after is no id of this list')
  return { after, limit: limitOf(query.limit) }
}

export function limitOf(limit: number | undefined): number {
  if (limit === undefined) return 100
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw new DeskError('invalid', 'limit is not 1 to 1000')
  return limit
}
