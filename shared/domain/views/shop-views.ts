import type { AlarmCode } from '../alarm.ts'
import type { AlarmSeverity } from '../alarms/alarm-text.ts'
import type { Settings } from '../settings.ts'
import type { TokenScope } from '../token-scope.ts'

// The shop, its alarms and its tokens as the door shows them: over REST (contract §8) and to the screen. Times are ISO 8601
// with offset.

export type AlarmView = {
  id: string
  code: AlarmCode
  severity: AlarmSeverity
  since: string
  /** what it is about: a printer's id, source/orderId, a source's id */
  subject: string
  message: string
  remedy: string
  acked: boolean
  /** what the words were made of, so that a screen in another language can say it too */
  facts: Record<string, string | number>
}

export type ShopView = {
  id: string
  name: string
  language: 'zh-CN' | 'en'
  timezone: string
  version: string
  receipts: 'always' | 'never' | 'on-request'
  /** null: it takes orders */
  paused: ShopPauseView | null
}

/** 打烊: since when, who said so, and how many orders came all the same. */
export type ShopPauseView = { since: string; by: string; orders: number }

/** What the shop was told to do. It stands in its files, and is changed there. */
export type RulesView = Pick<
  Settings['policy'],
  'uncertain' | 'staleAfterMinutes' | 'alarmAfterSeconds' | 'releaseMinutesBefore'
> & {
  businessDayStart: string
  /** after so many days customers are forgotten */
  customerDays: number
  /** every backup goes to a second folder too */
  backupAlso: boolean
}

export type HealthView = { status: 'ok' | 'degraded' | 'alarm'; version: string; alarms: number }

export type TokenView = {
  id: string
  name: string
  scope: TokenScope
  createdAt: string
  createdBy: string
  /** to the minute; null: never */
  lastUsedAt: string | null
  revokedAt: string | null
}

/** The one answer in which a token stands. */
export type NewTokenView = TokenView & { token: string }

/** "Look again": what may have changed since the last event. */
export type Topic =
  | 'orders'
  | 'jobs'
  | 'printers'
  | 'alarms'
  | 'quarantine'
  | 'shop'
  | 'tokens'
  | 'outbox'
  | 'bills'
  | 'discrepancies'
  | 'days'
