import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { BillOrder, BillReport } from './bill-order.ts'

export type BillThread = {
  /** resolves with the last report in any case, also where the thread cannot be started */
  report: Promise<Exclude<BillReport, { is: 'progress' }>>
  /** ends it in the middle */
  stop(): Promise<void>
}

export type RunBillThread = (order: BillOrder, onProgress: (percent: number) => void) => BillThread

/** In the sources and in the bundle alike it lies beside this file, under the same ending. */
const program = fileURLToPath(new URL(`./bill-thread${extname(import.meta.url)}`, import.meta.url))

/** What one bill may take of the engine's memory, in MB: more means that something is wrong with it, and it alone ends. */
const heap = 160

export const runBillThread: RunBillThread = (order, onProgress) => {
  const done = Promise.withResolvers<Exclude<BillReport, { is: 'progress' }>>()
  const failed = (message: string) => done.resolve({ is: 'failed', message, code: '' })
  const thread = new Worker(program, {
    workerData: order,
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: heap, maxYoungGenerationSizeMb: 16 },
  })
  thread.on('message', (report: BillReport) => {
    if (report.is === 'progress') onProgress(report.percent)
    else done.resolve(report)
  })
  thread.on('error', error => failed(error instanceof Error ? error.message : String(error)))
  thread.on('exit', code => failed(`the thread ended with ${code}`))
  return {
    report: done.promise,
    async stop() {
      await thread.terminate()
    },
  }
}
