import { readFileSync } from 'node:fs'
import { startServe } from '../support/running-shop.ts'
import type { Figure } from './figures.ts'

const settleMs = 15_000

/** Resident memory of the engine process of a new shop at rest; its picture-drawing child has gone by then. */
export async function measureIdleMemory(folder: string): Promise<Figure> {
  const serve = await startServe(folder)
  await new Promise(resolve => setTimeout(resolve, settleMs))
  const status = readFileSync(`/proc/${serve.ready.pid}/status`, 'utf8')
  const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1])
  await serve.stop()
  return { name: 'engine at rest, resident', value: `${(kilobytes / 1024).toFixed(0)} MB`, wanted: '< 160 MB' }
}
