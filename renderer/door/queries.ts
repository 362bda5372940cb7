import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type JobState, jobStates } from '../../shared/domain/print-job.ts'
import type { ConflictView, OrderDetail } from '../../shared/domain/views/order-views.ts'
import type { JobView } from '../../shared/domain/views/printing-views.ts'
import { useScreen } from './screen.ts'

// One hook per question. Events name the topics; the slow beat is for the event that never came.

const beatMs = 30_000
/** Rows per page of the lists that can grow. */
export const pageSize = 100
const mostOpenJobs = 300

/** States in which something will or must still happen. */
export const openStates = ['uncertain', 'held', 'sending', 'queued', 'waiting'] as const satisfies JobState[]
export const settledStates = jobStates.filter(state => !(openStates as readonly JobState[]).includes(state))

function useBeat() {
  const { connection } = useScreen()
  return () => (connection.lostSince() === null ? beatMs : false)
}

export function useShop() {
  const { rpc } = useScreen().door
  return useQuery({
    queryKey: ['shop'],
    queryFn: ({ signal }) => rpc.shop.query(undefined, { signal }),
    meta: { topics: ['shop', 'orders'] },
  })
}

export function useRules() {
  const { rpc } = useScreen().door
  return useQuery({ queryKey: ['rules'], queryFn: ({ signal }) => rpc.rules.query(undefined, { signal }) })
}

/** What this screen's token may do. */
export function useAccess() {
  const { rpc } = useScreen().door
  return useQuery({ queryKey: ['access'], queryFn: ({ signal }) => rpc.access.query(undefined, { signal }) })
}

export function useTokens() {
  const { rpc } = useScreen().door
  return useQuery({
    queryKey: ['tokens'],
    queryFn: ({ signal }) => rpc.tokens.query(undefined, { signal }),
    meta: { topics: ['tokens'] },
  })
}

export function useBoard() {
  const { rpc } = useScreen().door
  const refetchInterval = useBeat()
  return useQuery({
    queryKey: ['board'],
    queryFn: ({ signal }) => rpc.board.query(undefined, { signal }),
    meta: { topics: ['orders', 'jobs'] },
    refetchInterval,
  })
}

export function useOrder(source: string, orderId: string) {
  const { rpc } = useScreen().door
  return useQuery({
    queryKey: ['order', source, orderId],
    queryFn: async ({ signal }): Promise<OrderDetail> => {
      const detail = await rpc.order.query({ source, orderId }, { signal })
      return { ...detail, order: detail.order }
    },
    meta: { topics: ['orders', 'jobs'] },
  })
}

export function usePrinters() {
  const { rpc } = useScreen().door
  const refetchInterval = useBeat()
  return useQuery({
    queryKey: ['printers'],
    queryFn: ({ signal }) => rpc.printers.query(undefined, { signal }),
    meta: { topics: ['printers', 'jobs'] },
    refetchInterval,
  })
}

export function useBacklogs() {
  const { rpc } = useScreen().door
  const refetchInterval = useBeat()
  return useQuery({
    queryKey: ['backlogs'],
    queryFn: ({ signal }) => rpc.backlogs.query(undefined, { signal }),
    meta: { topics: ['jobs'] },
    refetchInterval,
  })
}

export function useAlarms() {
  const { rpc } = useScreen().door
  const refetchInterval = useBeat()
  return useQuery({
    queryKey: ['alarms'],
    queryFn: ({ signal }) => rpc.alarms.query(undefined, { signal }),
    meta: { topics: ['alarms'] },
    refetchInterval,
  })
}

/** Jobs not settled yet, those that need a person first, else in the order they came. */
export function useOpenJobs(printer: string | null) {
  const { rpc } = useScreen().door
  return useQuery({
    queryKey: ['open-jobs', printer],
    queryFn: async ({ signal }) => {
      const lists = await Promise.all(
        openStates.map(state =>
          rpc.jobs.query({ state, limit: mostOpenJobs, ...(printer === null ? {} : { printer }) }, { signal }),
        ),
      )
      return once(lists.flat())
    },
    meta: { topics: ['jobs'] },
  })
}

/** What is done with, a page at a time. */
export function useSettledJobs(state: JobState | null, printer: string | null) {
  const { rpc } = useScreen().door
  return useInfiniteQuery({
    queryKey: ['settled-jobs', state, printer],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: pageSize,
        newest: true,
        ...(pageParam === undefined ? {} : { after: pageParam }),
        ...(state === null ? {} : { state }),
        ...(printer === null ? {} : { printer }),
      }
      return rpc.jobs.query(query, { signal })
    },
    getNextPageParam: last => (last.length < pageSize ? undefined : last.at(-1)?.jobId),
    meta: { topics: ['jobs'] },
  })
}

export function useQuarantine() {
  return useQuarantineOf('open', 1000)
}

/** What was brought in or dismissed, newest first: the last page is enough to look something up. */
export function useSettledQuarantine() {
  return useQuarantineOf('settled', pageSize)
}

function useQuarantineOf(state: 'open' | 'settled', limit: number) {
  const { rpc } = useScreen().door
  return useQuery({
    queryKey: ['quarantine', state],
    queryFn: ({ signal }) => rpc.quarantine.query({ state, limit }, { signal }),
    meta: { topics: ['quarantine'] },
  })
}

export function useOutbox() {
  const { rpc } = useScreen().door
  const refetchInterval = useBeat()
  return useQuery({
    queryKey: ['outbox'],
    queryFn: ({ signal }) => rpc.outbox.query(undefined, { signal }),
    meta: { topics: ['outbox', 'orders', 'jobs'] },
    refetchInterval,
  })
}

/** Refused ones first. */
export function useOpenCalls() {
  const { rpc } = useScreen().door
  const refetchInterval = useBeat()
  return useQuery({
    queryKey: ['open-calls'],
    queryFn: ({ signal }) => rpc.openCalls.query(undefined, { signal }),
    meta: { topics: ['outbox', 'orders', 'jobs'] },
    refetchInterval,
  })
}

export function useConflicts() {
  return useConflictsOf('open', 1000)
}

export function useSettledConflicts() {
  return useConflictsOf('settled', pageSize)
}

function useConflictsOf(state: 'open' | 'settled', limit: number) {
  const { rpc } = useScreen().door
  return useQuery({
    queryKey: ['conflicts', state],
    queryFn: async ({ signal }): Promise<ConflictView[]> => {
      const conflicts = await rpc.conflicts.query({ state, limit }, { signal })
      return conflicts.map(one => ({ ...one, known: one.known, other: one.other }))
    },
    meta: { topics: ['quarantine', 'orders'] },
  })
}

export function useSuspicious() {
  const { rpc } = useScreen().door
  return useQuery({
    queryKey: ['suspicious'],
    queryFn: ({ signal }) => rpc.suspicious.query({ limit: pageSize }, { signal }),
    meta: { topics: ['orders', 'jobs'] },
  })
}

/** Differences that nobody has settled, of all days. */
export function useUnsettled() {
  const { rpc } = useScreen().door
  const refetchInterval = useBeat()
  return useQuery({
    queryKey: ['unsettled'],
    queryFn: ({ signal }) => rpc.unsettled.query({}, { signal }),
    meta: { topics: ['discrepancies'] },
    refetchInterval,
  })
}

/** Whose orders a person may enter by hand. */
export function useOrderSources() {
  const { rpc } = useScreen().door
  return useQuery({
    queryKey: ['order-sources'],
    queryFn: ({ signal }) => rpc.orderSources.query(undefined, { signal }),
  })
}

/** How far the bill is that is being read; asked while one is. */
export function useBillProgress(enabled: boolean) {
  const { rpc } = useScreen().door
  return useQuery({
    queryKey: ['bill-progress'],
    enabled,
    queryFn: ({ signal }) => rpc.billProgress.query(undefined, { signal }),
    meta: { topics: ['bills'] },
  })
}

/** Differences of one day, settled ones too; null: none is asked for. */
export function useDifferences(day: string | null) {
  const { rpc } = useScreen().door
  return useQuery({
    queryKey: ['differences', day],
    enabled: day !== null,
    queryFn: ({ signal }) => rpc.discrepancies.query({ ...(day === null ? {} : { day }), limit: 1000 }, { signal }),
    meta: { topics: ['discrepancies'] },
  })
}

/** Two states asked one after the other may both name a job that moved in between. */
function once(jobs: JobView[]): JobView[] {
  return [...new Map(jobs.map(job => [job.jobId, job])).values()]
}

/** The business day that runs now. */
export function useToday() {
  const { rpc } = useScreen().door
  return useQuery({
    queryKey: ['today'],
    queryFn: ({ signal }) => rpc.today.query(undefined, { signal }),
    refetchInterval: reportBeatMs,
  })
}

/** Counting a day costs more than looking at the board: it is asked for by the minute, and when a day or the drawer changes. */
const reportBeatMs = 60_000

export function useDay(day: string) {
  const { rpc } = useScreen().door
  return useQuery({
    queryKey: ['day', day],
    queryFn: ({ signal }) => rpc.day.query({ day }, { signal }),
    meta: { topics: ['days', 'discrepancies'] },
    refetchInterval: reportBeatMs,
    // Whoever opens the page again wants to see it as it is.
    staleTime: 0,
    placeholderData: before => before,
  })
}

export function usePeriod(range: { from: string; until: string }) {
  const { rpc } = useScreen().door
  return useQuery({
    queryKey: ['period', range.from, range.until],
    queryFn: ({ signal }) => rpc.period.query(range, { signal }),
    meta: { topics: ['days'] },
    refetchInterval: reportBeatMs,
    placeholderData: before => before,
  })
}

export function useDrawer() {
  const { rpc } = useScreen().door
  return useQuery({
    queryKey: ['drawer'],
    queryFn: ({ signal }) => rpc.drawer.query(undefined, { signal }),
    meta: { topics: ['days'] },
    refetchInterval: reportBeatMs,
    staleTime: 0,
  })
}
