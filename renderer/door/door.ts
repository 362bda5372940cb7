import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink, type TRPCClient } from '@trpc/client'
import { EventSource } from 'eventsource'
import type { AppRouter } from '../../main/engine/door/router.ts'
import type { VirtualPrinterOrder } from '../../shared/domain/virtual-printer.ts'
import { type BillAnswer, sendBill } from './bill-upload.ts'
import { DoorError, messageIn } from './fault.ts'
import type { Session } from './session.ts'

/** Everything this screen can ask of the engine. The token travels in a header, never in an address. */
export type Door = {
  rpc: TRPCClient<AppRouter>
  /** the ticket as the printer would show it, drawn from its bytes */
  paper(jobId: string, signal: AbortSignal): Promise<Blob>
  /** a payment bill to be compared; `onSent` hears how much of it has gone, 0 to 1 */
  uploadBill(file: File, onSent: (share: number) => void): Promise<BillAnswer>
  /** a day's report as a file */
  report(day: string, kind: 'csv' | 'xlsx'): Promise<Blob>
  setVirtualPrinter(printerId: string, order: VirtualPrinterOrder): Promise<void>
}

/** An engine that takes a connection and then says nothing must not leave the screen waiting for ever. */
const longestAnswerMs = 15_000

type Ask = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>

export function createDoor(origin: string, session: Session): Door {
  const ask: Ask = async (input, init = {}) => {
    const token = session.state().token
    const headers = new Headers(init.headers)
    if (token !== null) headers.set('authorization', `Bearer ${token}`)
    const response = await fetch(input, { ...init, headers, credentials: 'omit' })
    if (response.status === 401) session.refuse(token)
    return response
  }
  const askSoon: Ask = (input, init = {}) => {
    const timeout = AbortSignal.timeout(longestAnswerMs)
    return ask(input, { ...init, signal: init.signal ? AbortSignal.any([init.signal, timeout]) : timeout })
  }
  const url = `${origin}/trpc`

  return {
    rpc: createTRPCClient<AppRouter>({
      links: [
        splitLink({
          condition: operation => operation.type === 'subscription',
          true: httpSubscriptionLink({
            url,
            EventSource,
            eventSourceOptions: { fetch: (input, init) => ask(input, init as RequestInit) },
          }),
          false: httpBatchLink({ url, fetch: (input, init) => askSoon(input, init as RequestInit) }),
        }),
      ],
    }),
    async paper(jobId, signal) {
      const response = await askSoon(`${origin}/api/v1/jobs/${encodeURIComponent(jobId)}/paper.png`, { signal })
      await expectOk(response)
      return await response.blob()
    },
    uploadBill: (file, onSent) => sendBill({ url: `${origin}/api/v1/reconcile/bill`, session, file, onSent }),
    async report(day, kind) {
      const response = await askSoon(`${origin}/api/v1/days/${encodeURIComponent(day)}/report.${kind}`)
      await expectOk(response)
      return await response.blob()
    },
    async setVirtualPrinter(printerId, order) {
      const response = await askSoon(`${origin}/api/v1/virtual-printers/${encodeURIComponent(printerId)}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(order),
      })
      await expectOk(response)
    },
  }
}

/** False where the door says that it does not know this token; a door that does not answer has not said so. */
export async function mayBeKnown(origin: string, token: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${token}` }
  const signal = AbortSignal.timeout(longestAnswerMs)
  const answer = await fetch(`${origin}/api/v1/shop`, { headers, signal, credentials: 'omit' }).catch(() => null)
  return answer?.status !== 401
}

async function expectOk(response: Response): Promise<void> {
  if (response.ok) return
  const answer: unknown = await response.json().catch(() => null)
  throw new DoorError(response.status, messageIn(answer) ?? `HTTP ${response.status}`)
}
