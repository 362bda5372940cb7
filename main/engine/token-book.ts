import { createHash, randomBytes } from 'node:crypto'
import type { TokenScope } from '../../shared/domain/token-scope.ts'
import type { NewTokenView, TokenView } from '../../shared/domain/views/shop-views.ts'
import { type Db, isDiskRefusal, transact } from '../store/database.ts'
import { note } from '../store/history.ts'
import {
  findToken,
  getToken,
  insertToken,
  listTokens,
  noteTokenUse,
  revokeToken,
  type TokenRow,
} from '../store/tokens.ts'
import type { Bell } from './bell.ts'
import type { Clock } from './clock.ts'
import { DeskError } from './desk.ts'
import { readId, showId } from './ids.ts'
import { iso } from './job-view.ts'
import type { Refusals } from './refusals.ts'

// Tokens beside the data folder's own: one per client, with a name, taken back one by one. A token is told once, when it is
// made; what is kept is its hash.

/** Found in a log, a chat or a repository, it says what it is. */
const prefix = 'gudang_'
/** The time of its last use is worth one write a minute. */
const noteUseEveryMs = 60_000
const mostShown = 1_000

/** Who is at the door. `name` is null for the data folder's own token, which stands in no book. */
export type Access = {
  name: string | null
  scope: TokenScope
  /** false as soon as it was taken back */
  stands(): boolean
}

export type TokenBook = {
  /** Null: no such token, or it was taken back. Either is counted in an alarm. */
  admit(presented: string): Access | null
  list(): TokenView[]
  add(given: { name: string; scope: TokenScope; by: string }): NewTokenView
  revoke(tokenId: string, act: { by: string }): TokenView
}

export function createTokenBook(deps: { db: Db; clock: Clock; bell: Bell; refusals: Refusals }): TokenBook {
  const { db, clock, bell } = deps
  const usedAt = new Map<number, number>()

  function noteUse(id: number): void {
    const now = clock.now()
    if (Math.abs(now - (usedAt.get(id) ?? 0)) < noteUseEveryMs) return
    usedAt.set(id, now)
    try {
      noteTokenUse(db, id, now)
    } catch (error) {
      // Whoever wants to see the alarm that the disk is full must be let in.
      if (!isDiskRefusal(error)) throw error
    }
  }

  return {
    admit(presented) {
      const row = findToken(db, hashOf(presented))
      if (row === undefined || row.revoked_at !== null) {
        const known = row === undefined ? {} : { name: row.name }
        deps.refusals.count('door-token', row === undefined ? 'door' : showId('k', row.id), known)
        return null
      }
      noteUse(row.id)
      const { id, name, scope } = row
      return { name, scope, stands: () => getToken(db, id)?.revoked_at === null }
    },
    list: () => listTokens(db, { after: 0, limit: mostShown }).map(tokenView),
    add({ name, scope, by }) {
      const token = `${prefix}${randomBytes(32).toString('base64url')}`
      const row = transact(db, () => {
        const at = clock.now()
        const made = insertToken(db, { name, scope, hash: hashOf(token), created_at: at, created_by: by })
        if (made !== null) note(db, { at, what: 'token-added', by, detail: `${name} (${scope})` })
        return made
      })
      if (row === null) throw new DeskError('conflict', `a token named "${name}" stands already; revoke it first`)
      bell.ring('tokens')
      return { ...tokenView(row), token }
    },
    revoke(tokenId, { by }) {
      const id = readId('k', tokenId) ?? 0
      const row = transact(db, () => {
        const known = getToken(db, id)
        if (known === undefined) throw new DeskError('not-found', `there is no token ${tokenId}`)
        if (known.revoked_at === null) {
          revokeToken(db, id, clock.now(), by)
          note(db, { at: clock.now(), what: 'token-revoked', by, detail: `${known.name} (${known.scope})` })
        }
        return getToken(db, id) ?? known
      })
      // Every subscription wakes at this, and the ones that came with it end.
      bell.ring('tokens')
      return tokenView(row)
    },
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

function tokenView(row: TokenRow): TokenView {
  return {
    id: showId('k', row.id),
    name: row.name,
    scope: row.scope,
    createdAt: iso(row.created_at),
    createdBy: row.created_by,
    lastUsedAt: row.used_at === null ? null : iso(row.used_at),
    revokedAt: row.revoked_at === null ? null : iso(row.revoked_at),
  }
}
