import { Readable } from 'node:stream'
import { BillRefused } from '../../../shared/domain/reconciliation/bill-refusals.ts'
import { GatewayError } from '../../sources/alipay/gateway.ts'
import type { BillRoom } from '../bills/bill-room.ts'
import type { TakeBill } from './answers.ts'

/** A bill that the platform gave goes the way of one that a person brings; the call says why one is not taken. */
export function createPlatformBills(bills: Pick<BillRoom, 'bring' | 'take'>): TakeBill {
  return async ({ source, zip }) => {
    try {
      await bills.take(await bills.bring(Readable.from([zip])), { mapping: null, by: source })
    } catch (error) {
      throw error instanceof BillRefused ? new GatewayError(`the bill is not taken: ${error.message}`) : error
    }
  }
}
