import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import type { BillView } from '../../shared/domain/views/difference-views.ts'
import { alipayTradeBill } from '../support/bills/alipay-bill.ts'
import { bringBill } from '../support/bills/bring-bill.ts'
import { endRunningShops, startServe } from '../support/running-shop.ts'
import { tempFolder } from '../support/temp-folder.ts'

vi.setConfig({ testTimeout: 120_000 })
afterEach(endRunningShops)

const from = Date.parse('2026-11-20T06:00:00+08:00')
const entries = Array.from({ length: 40_000 }, (_, index) => ({
  tradeNo: `2026112022001${String((index * 7_919) % 40_009).padStart(15, '0')}`,
  outTradeNo: `mp-${index}`,
  at: from + index * 500,
  amount: 100 + index,
}))

/** Killed once `percent` of the bill is done, in a thread that is staging (10) or matching (60) it. */
test.each([10, 60])(
  'killed at %i percent of a bill: nothing of it is there, and it can be brought anew',
  async percent => {
    const folder = tempFolder()
    const bill = alipayTradeBill(entries)
    const first = await startServe(folder)
    const brought = bringBill(first.ready, bill).catch(() => 'the line is dead')
    for (;;) {
      const now = await first.get<{ percent: number | null }>('/api/v1/reconcile/bill')
      if (now.percent !== null && now.percent >= percent) break
    }
    await first.kill()
    // Had it come to its end before the signal did, this would be another test.
    expect(await brought).toBe('the line is dead')

    const second = await startServe(folder)
    expect(await second.get<BillView[]>('/api/v1/bills')).toEqual([])
    expect(readdirSync(join(folder, 'bills'))).toEqual([])
    const small = alipayTradeBill(entries.slice(0, 10), { from, until: from + 3_600_000 })
    expect((await bringBill(second.ready, small)).body).toMatchObject({ result: 'stored', differences: 10 })
    expect(await second.get<{ percent: number | null }>('/api/v1/reconcile/bill')).toEqual({ percent: null })
    expect(await second.stop()).toBe(0)
  },
)
