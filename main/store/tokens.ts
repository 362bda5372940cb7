import type { TokenScope } from '../../shared/domain/token-scope.ts'
import { type Db, sql } from './database.ts'

export type TokenRow = {
  id: number
  name: string
  scope: TokenScope
  hash: string
  created_at: number
  created_by: string
  used_at: number | null
  revoked_at: number | null
  revoked_by: string | null
}

/** Null: a token of this name stands already. */
export function insertToken(
  db: Db,
  row: Pick<TokenRow, 'name' | 'scope' | 'hash' | 'created_at' | 'created_by'>,
): TokenRow | null {
  const inserted = sql<TokenRow>(
    db,
    `insert into tokens (name, scope, hash, created_at, created_by)
     values (@name, @scope, @hash, @created_at, @created_by)
     on conflict (name) where revoked_at is null do nothing returning *`,
  ).get(row)
  return inserted ?? null
}

export function findToken(db: Db, hash: string): TokenRow | undefined {
  return sql<TokenRow>(db, 'select * from tokens where hash = ?').get(hash)
}

export function getToken(db: Db, id: number): TokenRow | undefined {
  return sql<TokenRow>(db, 'select * from tokens where id = ?').get(id)
}

/** Also those that were taken back: what they did is on record. */
export function listTokens(db: Db, query: { after: number; limit: number }): TokenRow[] {
  return sql<TokenRow>(db, 'select * from tokens where id > ? order by id limit ?').all(query.after, query.limit)
}

export function noteTokenUse(db: Db, id: number, at: number): void {
  sql(db, 'update tokens set used_at = ? where id = ?').run(at, id)
}

export function revokeToken(db: Db, id: number, at: number, by: string): void {
  sql(db, 'update tokens set revoked_at = ?, revoked_by = ? where id = ? and revoked_at is null').run(at, by, id)
}
