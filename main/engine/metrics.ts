import type { Settings } from '../../shared/domain/settings.ts'
import type { PrinterView } from '../../shared/domain/views/printing-views.ts'
import type { AlarmView } from '../../shared/domain/views/shop-views.ts'
import type { Db } from '../store/database.ts'
import { unheardLoad } from '../store/outbox.ts'
import { countOpenJobs, countTotals } from '../store/totals.ts'

// GET /metrics: the Prometheus text format 0.0.4. Names and numbers only; nothing of an order or a customer. Written by
// hand: the usual package takes memory that an engine at rest has no room for (README, figures).

type Sample = { labels?: Record<string, string>; value: number }
type Family = { name: string; type: 'gauge' | 'counter'; help: string; samples: Sample[] }

export function createMetrics(deps: {
  db: Db
  settings: Settings
  version: string
  listening: readonly string[]
  now: () => number
  printers: () => PrinterView[]
  alarms: () => AlarmView[]
}): () => string {
  const { db } = deps
  const startedAt = deps.now()

  return () => {
    const totals = countTotals(db)
    const printers = deps.printers()
    const alarms = deps.alarms()
    const gauge = (name: string, help: string, samples: Sample[]): Family => ({ name, type: 'gauge', help, samples })
    const counter = (name: string, help: string, value: number): Family => ({
      ...{ name, type: 'counter', help },
      samples: [{ value }],
    })
    return write([
      gauge('gudang_info', 'what runs here', [
        { labels: { version: deps.version, shop: deps.settings.shop.id }, value: 1 },
      ]),
      gauge('gudang_start_time_seconds', 'when the engine began, since 1970', [{ value: startedAt / 1_000 }]),
      gauge('gudang_resident_memory_bytes', 'memory of the engine', [{ value: process.memoryUsage.rss() }]),
      counter('gudang_orders_total', 'orders taken in, of all days', totals.orders),
      counter('gudang_tickets_total', 'tickets made', totals.tickets),
      counter('gudang_jobs_total', 'print jobs made', totals.jobs),
      counter('gudang_attempts_total', 'attempts to print', totals.attempts),
      gauge(
        'gudang_jobs_open',
        'print jobs that are not settled',
        countOpenJobs(db).map(({ printer, state, jobs }) => ({ labels: { printer, state }, value: jobs })),
      ),
      gauge(
        'gudang_printer_state',
        '1 for the state that a printer is in',
        printers.map(({ id, state }) => ({ labels: { printer: id, state }, value: 1 })),
      ),
      gauge(
        'gudang_printer_paused',
        '1 where a person has paused it',
        printers.map(({ id, paused }) => ({ labels: { printer: id }, value: paused ? 1 : 0 })),
      ),
      gauge(
        'gudang_printer_last_printed_seconds',
        'when it last confirmed a ticket, since 1970',
        printers.flatMap(({ id, lastPrintedAt }) =>
          lastPrintedAt === null ? [] : [{ labels: { printer: id }, value: Date.parse(lastPrintedAt) / 1_000 }],
        ),
      ),
      gauge(
        'gudang_alarms',
        'alarms that stand',
        (['critical', 'warning'] as const).map(severity => ({
          labels: { severity },
          value: alarms.filter(alarm => alarm.severity === severity).length,
        })),
      ),
      gauge(
        'gudang_events_waiting',
        'events that a source has yet to hear',
        deps.listening.map(source => ({ labels: { source }, value: unheardLoad(db, source).waiting })),
      ),
    ])
  }
}

function write(families: readonly Family[]): string {
  return families
    .map(({ name, type, help, samples }) => {
      const lines = samples.map(({ labels = {}, value }) => `${name}${labelText(labels)} ${value}\n`)
      return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
    })
    .join('')
}

function labelText(labels: Record<string, string>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function escaped(value: string): string {
  return value.replace(/[\\"\n]/g, one => (one === '\n' ? '\\n' : `\\${one}`))
}
