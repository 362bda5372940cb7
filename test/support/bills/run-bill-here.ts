import type { BillReport } from '../../../main/engine/bills/bill-order.ts'
import { readBill } from '../../../main/engine/bills/read-bill.ts'
import type { RunBillThread } from '../../../main/engine/bills/run-bill-thread.ts'

/** The same work without a thread, whose start takes longer than a small bill. */
export const runBillHere: RunBillThread = (order, onProgress) => {
  const done = Promise.withResolvers<Exclude<BillReport, { is: 'progress' }>>()
  void readBill(order, report => {
    if (report.is === 'progress') onProgress(report.percent)
    else done.resolve(report)
  })
  return { report: done.promise, stop: async () => {} }
}
