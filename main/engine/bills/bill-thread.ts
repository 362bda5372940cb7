import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import type { BillOrder } from './bill-order.ts'
import { readBill } from './read-bill.ts'

// One bill, and the thread ends.

// On Linux a priority is a thread's, elsewhere the whole program's, which takes orders.
if (process.platform === 'linux') setPriority(0, 10)

await readBill(workerData as BillOrder, report => parentPort?.postMessage(report))
