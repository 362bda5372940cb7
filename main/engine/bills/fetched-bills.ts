import { Readable } from 'node:stream'
import type { Logger } from 'pino'
import { isBillRefused } from '../../../shared/domain/reconciliation/bill-refusals.ts'
import type { TakeBill } from '../alipay/answers.ts'
import type { BillRoom } from './bill-room.ts'

/**
 * Bills that the engine fetches itself are kept as they came, and read like those that a person brings. One that is none is
 * no reason to fetch it again; a bill that could not be read now is.
 */
export function createFetchedBills(deps: { keep: TakeBill; bills: BillRoom; log: Logger }): TakeBill {
  return async bill => {
    await deps.keep(bill)
    const file = await deps.bills.bring(Readable.from([bill.zip]))
    try {
      await deps.bills.take(file, { mapping: null, by: bill.source })
    } catch (error) {
      if (!isBillRefused(error)) throw error
      deps.log.warn({ source: bill.source, day: bill.day, code: error.code }, 'a bill that was fetched cannot be read')
    }
  }
}
