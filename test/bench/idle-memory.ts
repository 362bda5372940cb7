import { readFileSync } from 'node:fs'
import { startServe } from '../support/running-shop.ts'
import type { Figure } from './figures.ts'

const settleMs = 15_000

/** Resident memory of the engine process of a new shop at rest; its picture-drawing child has gone by then. */
export async function measureIdleMemory(folder: string): Promise<Figure> {
  const serve = await startServe(folder)
  await new Promise(resolve => setTimeout(resolve, settleMs))
  const resident = statusOf(serve.ready.pid, 'VmRSS')
  await serve.stop()
  return { name: 'engine at rest, resident', value: `${resident.toFixed(0)} MB`, wanted: '< 160 MB' }
}

/** Megabytes that a process has in memory, or had at most (proc(5), in kB there). */
export function statusOf(pid: number, what: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`${what}:\\s+(\\d+)`).exec(status)?.[1]) / 1024
}
