import { parentPort, workerData } from 'node:worker_threads'
import { doErrand } from './do-errand.ts'
import type { Errand } from './errands.ts'

// One errand, and the thread ends.

parentPort?.postMessage(doErrand(workerData as Errand))
