import { test, vi } from 'vitest'
import type { Confirmation } from '../../shared/domain/printer.ts'
import { places } from '../support/death.ts'
import { record } from '../support/fault-record.ts'
import { type Kill, killAndRestart } from './kill-points/killed-shop.ts'

// A real process, killed by SIGKILL at each place on an order's way, and started again; a printer on real TCP.
// GUDANG_KILLS=200 sweeps as many.

// Most of it is waiting for a printer that has been met for the first time.
vi.setConfig({ testTimeout: 180_000, maxConcurrency: 5 })

const count = Number(process.env.GUDANG_KILLS ?? places.length)
const confirmations: Confirmation[] = ['process-id', 'status', 'none']

/** Each place in turn, each way of confirming, another byte of a ticket and another order each time round. */
const kills = Array.from({ length: count }, (_, index): Kill => {
  const round = Math.floor(index / places.length)
  return {
    at: places[index % places.length] ?? 'received',
    // The called-off order is the first that is received, and leaves no paper.
    time: 1 + (round % 3),
    byte: 1 + ((index * 37) % 180),
    confirm: confirmations[index % confirmations.length] ?? 'none',
  }
})

test.concurrent.for(kills.map((kill, index) => ({ ...kill, index })))(
  '[F16][F17] killed at $at (time $time, byte $byte), the printer confirms by $confirm ($index)',
  async (kill, { task, expect }) => {
    const { wrong, orders, lost, doubles, marked } = await killAndRestart(kill)
    record(task, { times: 1, orders, lost, doubles, marked })
    expect(wrong).toEqual([])
  },
)
