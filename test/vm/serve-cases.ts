import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import iconv from 'iconv-lite'
import type { JobView } from '../../shared/domain/views.ts'
import { breakfastOrder } from '../support/breakfast.ts'
import { endRunningShops, type RunningShop, startServe } from '../support/running-shop.ts'
import { until } from '../support/until.ts'
import { createTicketAnswers } from './answers.ts'
import { withPrinters } from './plugged.ts'
import type { VmCase } from './vm-case.ts'

/** In the bundle it lies beside this file. */
const program = fileURLToPath(new URL('serve.mjs', import.meta.url))
const gbk = (text: string) => iconv.encode(text, 'gbk')

/** The main promise, with the whole program: signed pushes in, a USB printer pulled at the worst moments. */
export const serveCases: VmCase[] = [
  {
    name: 'serve: three tickets; one pushed while unplugged comes out plain; one cut short comes out again, marked',
    run: () =>
      withPrinters([{ buffers: 1 }], async printer => {
        const folder = mkdtempSync(join(tmpdir(), 'gudang-vm-'))
        const { side } = printer
        try {
          writeFileSync(join(folder, 'config.json'), JSON.stringify(shop({ vendorId: '0416', port: printer.port })))
          const answers = createTicketAnswers(printer)
          const serve = await startServe(folder, [], program, process.execArgv)

          for (const id of ['a', 'b', 'c']) await push(serve, id)
          const first = await settled(serve, 3)
          assert.ok(first.every(job => job.marks.length === 0 && job.attempts[0]?.evidence === 'status'))
          assert.equal(count(side.received, gbk('鲜肉包')), 3)

          side.clear()
          await printer.unplug()
          await push(serve, 'unplugged')
          await new Promise(resolve => setTimeout(resolve, 1500))
          await printer.plug()
          const start = performance.now()
          const [waited] = (await settled(serve, 4)).slice(3)
          const backMs = Math.round(performance.now() - start)
          assert.ok(waited)
          assert.deepEqual([waited.copy, waited.marks, waited.attempts.length], [1, [], 1])
          assert.equal(count(side.received, gbk('补打')), 0)
          assert.equal(count(side.received, gbk('鲜肉包')), 1)

          side.clear()
          answers.pullWithinTicket()
          side.pauseAfter(16)
          // Several of the gadget's buffers long.
          await push(serve, 'cut', 300)
          await until(() => answers.pulled, 20_000)
          const left = side.received.length
          side.resume()
          await printer.plug()
          const [cut] = (await settled(serve, 5)).slice(4)
          assert.ok(cut)
          assert.equal(cut.copy, 2)
          assert.equal(cut.attempts[0]?.outcome, 'uncertain')
          const [before, after] = cut.attempts
          const figures = `${left} of ${before?.bytes} of ${after?.bytes}`
          assert.ok(before && after && left > 0 && left <= before.bytes && before.bytes < after.bytes, figures)
          assert.ok(count(side.received, gbk('补打')) >= 1 && count(side.received, gbk('可能重复')) >= 1)
          assert.equal(await serve.stop(), 0)
          return { backMs, cutAt: left, attempts: cut.attempts, marks: cut.marks }
        } finally {
          await endRunningShops()
          rmSync(folder, { recursive: true, force: true })
        }
      }),
  },
]

function shop(usb: object) {
  return {
    shop: { id: 'gudang-001', name: '古荡早餐店' },
    printers: [{ id: 'steam', name: '蒸档', profile: 'generic-80', connection: { type: 'usb', ...usb } }],
    stations: [{ id: 'steam', name: '蒸档', printer: 'steam' }],
    defaultStation: 'steam',
    sources: [{ id: 'mini', type: 'push', channel: 'alipay-mini' }],
  }
}

async function push(serve: RunningShop, id: string, dishes = 1): Promise<void> {
  const items = Array.from({ length: dishes }, () => ({ name: '鲜肉包', quantity: 2 }))
  const { status, body } = await serve.push(breakfastOrder(id, items))
  assert.equal(status, 201, JSON.stringify(body))
}

/** All jobs, once there are so many and all of them are printed. */
function settled(serve: RunningShop, jobs: number): Promise<JobView[]> {
  return until(async () => {
    const all = await serve.get<JobView[]>('/api/v1/jobs?limit=1000')
    return all.length === jobs && all.every(({ state }) => state === 'printed') ? all : null
  }, 120_000)
}

function count(bytes: Buffer, wanted: Uint8Array): number {
  let found = 0
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) found += 1
  return found
}
