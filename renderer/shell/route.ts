import { useSyncExternalStore } from 'react'
import { isDay } from '../../shared/domain/business-day.ts'

// The page is in the address after `#`, so that the phone's back button closes an order.

export type Page = 'orders' | 'queue' | 'printers' | 'reconciliation' | 'report' | 'settings' | 'technician'
export const spans = ['day', 'week', 'month'] as const
/** How many days a report is of. */
export type Span = (typeof spans)[number]
export const queueTabs = ['jobs', 'quarantine', 'conflicts', 'suspicious', 'outbox'] as const
export type QueueTab = (typeof queueTabs)[number]
export type Route =
  | { page: 'orders'; order: { source: string; orderId: string } | null }
  | { page: 'queue'; tab: QueueTab; focus: string | null }
  | { page: 'printers'; focus: string | null }
  /** `day` null: every day with something open */
  | { page: 'reconciliation'; day: string | null; focus: string | null }
  | { page: 'report'; span: Span; day: string | null }
  | { page: 'settings' }
  | { page: 'technician' }

export const board: Route = { page: 'orders', order: null }

export function parseRoute(hash: string): Route {
  const [page, first, second] = hash.replace(/^#\/?/, '').split('/').map(decode)
  if (page === 'orders' && first && second) return { page, order: { source: first, orderId: second } }
  if (page === 'queue') {
    const tab = queueTabs.find(one => one === first) ?? 'jobs'
    return { page, tab, focus: second || null }
  }
  if (page === 'reconciliation') return { page, day: dayIn(first), focus: second || null }
  if (page === 'report') {
    return { page, span: spans.find(one => one === first) ?? 'day', day: dayIn(second) }
  }
  if (page === 'settings' || page === 'technician') return { page }
  if (page === 'printers') return { page, focus: first || null }
  return board
}

function dayIn(part: string | undefined): string | null {
  return part !== undefined && isDay(part) ? part : null
}

export function hashOf(route: Route): string {
  const parts: string[] = [route.page]
  if (route.page === 'orders' && route.order !== null) parts.push(route.order.source, route.order.orderId)
  if (route.page === 'queue' && (route.tab !== 'jobs' || route.focus !== null)) parts.push(route.tab)
  if (route.page === 'reconciliation' && (route.day !== null || route.focus !== null)) parts.push(route.day ?? 'all')
  if (route.page === 'report' && (route.span !== 'day' || route.day !== null)) parts.push(route.span)
  if (route.page === 'report' && route.day !== null) parts.push(route.day)
  if ('focus' in route && route.focus !== null) parts.push(route.focus)
  return `#/${parts.map(encodeURIComponent).join('/')}`
}

export function go(route: Route): void {
  window.location.hash = hashOf(route)
}

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(watch, () => window.location.hash))
}

function watch(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  window.addEventListener('gudang:address', listener)
  return () => {
    window.removeEventListener('hashchange', listener)
    window.removeEventListener('gudang:address', listener)
  }
}

/** Back to a plain board, leaving no trace of the present address (a token) in it. */
export function cleanAddress(): void {
  putAddress(window.location.pathname)
}

/** In place of the present one, without asking the server for anything. */
export function putAddress(address: string): void {
  window.history.replaceState(null, '', address)
  window.dispatchEvent(new Event('gudang:address'))
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
