import type { BillPlatform } from '../../shared/domain/reconciliation/bill.ts'
import type { DiscrepancyState } from '../../shared/domain/reconciliation/discrepancy.ts'
import type { MemberSettlement } from '../../shared/domain/reconciliation/light-member.ts'
import type { VoucherRecords } from '../../shared/domain/reconciliation/vouchers.ts'
import type { RefusalReason } from '../../shared/domain/refusal.ts'
import type { TestWishes } from '../../shared/domain/ticket.ts'
import type {
  BillProgress,
  BillView,
  DifferenceDayView,
  DifferenceView,
  MemberView,
} from '../../shared/domain/views/difference-views.ts'
import type {
  BoardView,
  ConflictView,
  OrderDetail,
  OrderView,
  QuarantineView,
  SuspiciousView,
} from '../../shared/domain/views/order-views.ts'
import type { CallView, NoticeView, OutboxView, PaymentView } from '../../shared/domain/views/platform-views.ts'
import type { BacklogAnswer, BacklogView, JobView, PrinterView } from '../../shared/domain/views/printing-views.ts'
import type {
  AlarmView,
  HealthView,
  NewTokenView,
  RulesView,
  ShopView,
  TokenView,
  Topic,
} from '../../shared/domain/views/shop-views.ts'
import type { DayDesk, DrawerDesk } from './days/books.ts'
import type { NewPlatformCall } from './new-platform-call.ts'
import type { NewToken } from './new-token.ts'

/** Pages are oldest first; `after` is the id of the last row seen. */
export type Page = { after?: string | undefined; limit?: number | undefined }
/** What waits, oldest first (default), or what was settled, newest first; `after` then goes on downwards. */
export type AsidePage = Page & { state?: AsideState | undefined }
export const asideStates = ['open', 'settled'] as const
export type AsideState = (typeof asideStates)[number]
export type JobFilter = Page & {
  state?: string | undefined
  printer?: string | undefined
  /** newest first; `after` then goes on downwards */
  newest?: boolean | undefined
}

/**
 * What a person or a tool can ask of the engine and have it do: the one thing behind both REST and the screen's router.
 * Acts name who did it (`by`), are audited, and throw DeskError.
 */
export type Desk = CounterDesk & DayDesk & DrawerDesk

type CounterDesk = {
  shop(): ShopView
  rules(): RulesView
  /** 打烊: no more orders for now; the sources are told. Again changes nothing */
  pauseShop(act: { by: string }): ShopView
  resumeShop(act: { by: string }): ShopView
  health(): HealthView
  /** Prometheus text */
  metrics(): string
  /** the business day that is running now */
  today(): string
  orders(query: Page & { day?: string | undefined }): OrderView[]
  /** the running day, and whatever of earlier days is still open */
  board(): BoardView
  /** orders of the running day by a part of what a person knows of them, newest first, as many as a board lists */
  findOrders(query: { text: string }): OrderView[]
  order(source: string, orderId: string): OrderDetail
  /** the receipt that a customer asks for; a second one says 补打 */
  printReceipt(source: string, orderId: string, act: { by: string; idempotencyKey: string }): JobView
  /** 催菜: a ticket to each station of the order; the same key makes no more */
  rush(source: string, orderId: string, act: { by: string; idempotencyKey: string }): JobView[]
  /** lets go what waits because its order looks like abuse */
  releaseOrder(source: string, orderId: string, act: { by: string }): OrderDetail
  /** newest first */
  suspicious(query: Page): SuspiciousView
  /** 出餐: its number is called; the source is told once */
  markReady(source: string, orderId: string, act: { by: string }): OrderDetail
  /** its customer has it; the source is told once */
  markCollected(source: string, orderId: string, act: { by: string }): OrderDetail
  /** an order for every station, made as the phone page makes them, to be followed from end to end */
  testOrder(act: { by: string }): Promise<{ source: string; orderId: string; pickupNo: string }>
  jobs(query: JobFilter): JobView[]
  job(jobId: string): JobView
  reprint(jobId: string, act: { by: string; idempotencyKey: string }): JobView
  release(jobId: string, act: { by: string }): JobView
  resolve(jobId: string, act: { by: string; as: 'printed' | 'not-printed' }): JobView
  cancel(jobId: string, act: { by: string }): JobView
  /** to another printer; a job that may already be on paper goes there marked */
  move(jobId: string, act: { by: string; printerId: string }): JobView
  /** what became old while a printer could not print, one question per printer */
  backlogs(): BacklogView[]
  answerBacklog(
    printerId: string,
    act: { by: string; print: BacklogAnswer; minutes?: number | undefined },
  ): { printed: number; cancelled: number }
  printers(): PrinterView[]
  testPage(printerId: string, act: { by: string } & TestWishes): JobView
  pause(printerId: string, act: { by: string }): PrinterView
  resume(printerId: string, act: { by: string }): PrinterView
  alarms(): AlarmView[]
  ackAlarm(alarmId: string, act: { by: string }): AlarmView
  quarantine(query: AsidePage): QuarantineView[]
  replay(quarantineId: string, act: { by: string }): Promise<{ result: string; orderId: string | null }>
  /** it will not be taken in, and needs nobody any more */
  dismissQuarantined(quarantineId: string, act: { by: string; note: string }): Promise<QuarantineView>
  conflicts(query: AsidePage): ConflictView[]
  acceptConflict(conflictId: string, act: { by: string }): Promise<{ result: string; orderId: string | null }>
  /** what is known stays as it is */
  dismissConflict(conflictId: string, act: { by: string; note: string }): Promise<ConflictView>
  /** what platforms are asked and told */
  calls(query: Page & { state?: string | undefined }): CallView[]
  /** makes it once more, at once */
  retryCall(callId: string, act: { by: string }): CallView
  dropCall(callId: string, act: { by: string }): CallView
  /** One that a person or a tool asks for; the same key gives the same call. */
  makeCall(given: NewPlatformCall & { by: string; idempotencyKey: string }): CallView
  /** Gives money of an order's trade back, never more than is left of it. */
  refundTrade(
    source: string,
    orderId: string,
    act: { by: string; amount: number; reason?: string | undefined; idempotencyKey: string },
  ): CallView
  outbox(): OutboxView
  /** what a platform says of the payments of one merchant order number */
  payments(query: { source: string; outTradeNo: string }): PaymentView[]
  notices(query: Page & { state?: string | undefined }): NoticeView[]
  /** differences between platform, kitchen and money (contract §11) */
  discrepancies(query: Page & { state?: DiscrepancyState | undefined; day?: string | undefined }): DifferenceView[]
  /** of one day, or of all: what is not settled, and on which days there is any */
  unsettled(query: { day?: string | undefined }): { days: DifferenceDayView[]; list: DifferenceView[] }
  discrepancy(discrepancyId: string): DifferenceView
  /** a person answers for it */
  resolveDiscrepancy(discrepancyId: string, act: { by: string; note: string }): DifferenceView
  /** a person records on the order what the bill says went back; it clears where both agree then */
  recordRefund(discrepancyId: string, act: { by: string; note?: string | undefined }): Promise<DifferenceView>
  /** puts on paper what its order lacks */
  printMissing(
    discrepancyId: string,
    act: { by: string; idempotencyKey: string },
  ): { released: number; reprinted: number }
  /** has the sources send an order again that only the bill knows */
  askForOrder(discrepancyId: string, act: { by: string }): DifferenceView
  /** whose orders a person may enter, and on whose bill their money is */
  orderSources(): { id: string; platform: BillPlatform | null }[]
  /** takes an order in by hand that only the bill knows, under the name that its source will give it */
  enterOrder(
    discrepancyId: string,
    act: { by: string; source: string; dishes: { name: string; quantity: number }[]; pickupNo?: string | undefined },
  ): Promise<{ result: string; orderId: string | null }>
  takeVouchers(records: VoucherRecords): { differences: number }
  takeSettlement(settlement: MemberSettlement): { differences: number }
  member(agreementId: string): MemberView
  tokens(): TokenView[]
  /** The answer is the only place where the token ever stands. */
  addToken(given: NewToken & { by: string }): NewTokenView
  revokeToken(tokenId: string, act: { by: string }): TokenView
  /** A new secret for a push source, which whoever may read secrets.json reads there; those before stay valid until then. */
  rotateSecret(sourceId: string, act: { by: string }): { source: string; retiresAt: string }
  bills(query: Page): BillView[]
  /** of the bill that is being read; null: none is */
  billProgress(): BillProgress | null
  /** ends when the signal fires */
  changes(signal: AbortSignal): AsyncIterable<Topic[]>
}

/** `busy` and `not-durable`: nothing is wrong with what was asked; asking again helps. */
export type DeskErrorCode = 'not-found' | 'conflict' | 'invalid' | 'busy' | 'not-durable'

export class DeskError extends Error {
  override readonly name = 'DeskError'
  readonly code: DeskErrorCode
  /** null: there is nothing to know beyond the code */
  readonly reason: RefusalReason | null
  constructor(code: DeskErrorCode, message: string, reason: RefusalReason | null = null) {
    super(message)
    this.code = code
    this.reason = reason
  }
}

/** The intake would have taken it, and could not just now. */
export function notNow(result: 'busy' | 'not-durable'): DeskError {
  const words = { busy: 'too many orders wait for the disk', 'not-durable': 'the disk refused; nothing was done' }
  return new DeskError(result, words[result])
}

export function isDeskError(error: unknown): error is DeskError {
  return error instanceof DeskError
}
