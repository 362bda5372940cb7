import { parentPort, workerData } from 'node:worker_threads'
import type { BillOrder } from './bill-order.ts'
import { readBill } from './read-bill.ts'

// One bill, and the thread ends.

await readBill(workerData as BillOrder, report => parentPort?.postMessage(report))
