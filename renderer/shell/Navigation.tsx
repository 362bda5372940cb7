import { useTranslation } from 'react-i18next'
import { takesTickets } from '../../shared/domain/printer.ts'
import { useAccess, useBoard, useConflicts, usePrinters, useQuarantine, useUnsettled } from '../door/queries.ts'
import { Icon, type IconName } from '../look/Icon.tsx'
import { hashOf, type Page, type Route } from './route.ts'

type Count = { count: number; urgent: boolean }

/** The only way between pages: a rail on the counter's screen, a bar under the thumb on a phone. */
export function Navigation({ page }: { page: Page }) {
  const { t } = useTranslation()
  const counts = useCounts()
  const admin = useAccess().data?.admin ?? false
  const items: { page: Page; icon: IconName; to: Route }[] = [
    { page: 'orders', icon: 'orders', to: { page: 'orders', order: null } },
    { page: 'queue', icon: 'queue', to: { page: 'queue', tab: 'jobs', focus: null } },
    { page: 'printers', icon: 'printers', to: { page: 'printers', focus: null } },
    { page: 'reconciliation', icon: 'reconciliation', to: { page: 'reconciliation', day: null, focus: null } },
    { page: 'report', icon: 'report', to: { page: 'report', span: 'day', day: null } },
    { page: 'settings', icon: 'settings', to: { page: 'settings' } },
    ...(admin ? [{ page: 'technician', icon: 'technician', to: { page: 'technician' } } as const] : []),
  ]
  return (
    <nav className="navigation" aria-label={t('nav.label')}>
      {items.map(item => {
        const { count, urgent } = counts[item.page]
        return (
          <a
            key={item.page}
            href={hashOf(item.to)}
            data-testid={`nav-${item.page}`}
            className="nav-item"
            aria-label={count > 0 ? `${t(`nav.${item.page}`)} ${count}` : undefined}
            aria-current={page === item.page ? 'page' : undefined}
          >
            <span className="nav-icon">
              <Icon name={item.icon} size={28} />
              {count > 0 && <span className="nav-count" data-urgent={urgent} data-count={count > 99 ? '99+' : count} />}
            </span>
            <span>{t(`nav.${item.page}`)}</span>
          </a>
        )
      })}
    </nav>
  )
}

/** Orders and printers count what is wrong; the queue counts what a person must decide, else what is on its way. */
function useCounts(): Record<Page, Count> {
  const board = useBoard().data
  const printers = usePrinters().data ?? []
  const quarantined = (useQuarantine().data ?? []).length
  const conflicts = (useConflicts().data ?? []).length
  const aside = quarantined + conflicts
  const waiting = printers.reduce((sum, printer) => sum + printer.queue, 0)
  const down = printers.filter(printer => !takesTickets(printer.state)).length
  const differences = (useUnsettled().data?.days ?? []).reduce((sum, day) => sum + day.open, 0)
  return {
    orders: { count: board?.open.problem ?? 0, urgent: true },
    queue: aside > 0 ? { count: aside, urgent: true } : { count: waiting, urgent: false },
    printers: { count: down, urgent: true },
    reconciliation: { count: differences, urgent: true },
    report: { count: 0, urgent: false },
    settings: { count: 0, urgent: false },
    technician: { count: 0, urgent: false },
  }
}
