import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Confirmation } from '../../../shared/domain/printer.ts'
import type { OrderView } from '../../../shared/domain/views/order-views.ts'
import type { JobView } from '../../../shared/domain/views/printing-views.ts'
import { breakfastOrder } from '../../support/breakfast.ts'
import type { CutDisk } from '../../support/cut-disk.ts'
import { type Death, writeDeath } from '../../support/death.ts'
import { type NetworkPrinter, openNetworkPrinter } from '../../support/network-printer.ts'
import { programFile } from '../../support/programs.ts'
import { type RunningShop, startServe } from '../../support/running-shop.ts'
import { shopSettings } from '../../support/shop.ts'
import { until } from '../../support/until.ts'
import { judgeKill, type Verdict } from './kill-verdict.ts'

// A shop with a printer on the network, whose program kills itself at one place on an order's way and is started again.

export type Kill = Death & { confirm: Confirmation }

const dishes = [{ name: '鲜肉包', quantity: 2 }, { name: '豆浆' }]
const bought = ['mp-1', 'mp-2', 'mp-3']
/** Called off before it comes: no kitchen may ever see it. */
const calledOff = 'mp-off'

/** `disk`: its power goes when the program dies. `careless`: a program that does not wait for the disk (mortal-serve.ts). */
export async function killAndRestart(kill: Kill, disk?: CutDisk, careless = false): Promise<Verdict> {
  const folder = mkdtempSync(join(disk?.folder ?? tmpdir(), 'gudang-test-'))
  const printer = await openNetworkPrinter(kill.confirm)
  const running: RunningShop[] = []
  try {
    writeFileSync(join(folder, 'config.json'), JSON.stringify(settingsFor(printer, kill.confirm)))
    // Written long ago.
    disk?.settle()
    const first = await startServe(folder, [], programFile('mortal-serve'), [], {
      GUDANG_DEATH: writeDeath(kill),
      ...(disk === undefined ? {} : { GUDANG_POWER: disk.folder }),
      ...(careless ? { GUDANG_CARELESS: '1' } : {}),
    })
    running.push(first)
    const died = once(first.child, 'exit')
    const answered = new Set<string>()
    await push(first, answered)
    const [, signal] = await died
    if (signal !== 'SIGKILL') throw new Error(`it was to kill itself at ${kill.at}, and ended by ${signal}`)

    disk?.recover()
    const second = await startServe(folder)
    running.push(second)
    const known = new Set((await second.get<OrderView[]>('/api/v1/orders?limit=1000')).map(one => one.orderId))
    const forgotten = [...answered].filter(id => !known.has(id))
    // The source sends again what it has no answer to, and for good measure all of it.
    await push(second, new Set())
    // A machine that is busy with other tests takes its time with every start and every picture of paper.
    await until(async () => (await jobs(second)).every(job => isOver(job)), 90_000)
    // Who has no knife tears the paper off when it rests.
    await until(() => printer.device.buffered === 0)
    const after = await jobs(second)
    if ((await second.stop()) !== 0) throw new Error('it did not stop as it should')
    printer.device.obey({ power: 'off' })
    return judgeKill({ kill, folder, papers: printer.papers, jobs: after, answered, bought, calledOff, forgotten })
  } finally {
    for (const shop of running) if (shop.child.exitCode === null && shop.child.signalCode === null) await shop.kill()
    await printer.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function settingsFor({ port }: NetworkPrinter, confirmation: Confirmation): object {
  const connection = { type: 'tcp', host: '127.0.0.1', port }
  return {
    ...shopSettings,
    printers: [{ id: 'kitchen', name: '后厨', profile: 'generic-80', confirmation, connection }],
  }
}

/** One after the other, as the customers come; what the dead one did not answer has no answer. */
async function push(shop: RunningShop, answered: Set<string>): Promise<void> {
  const cancelled = { ...order(calledOff), status: 'cancelled', revision: 2 }
  for (const one of [cancelled, order(calledOff), ...bought.map(order)]) {
    const answer = await shop.push(one).catch(() => null)
    if (answer === null) continue
    if (answer.status > 201) throw new Error(`${one.orderId} was answered ${JSON.stringify(answer)}`)
    answered.add(one.orderId)
  }
}

const order = (id: string) => ({ ...breakfastOrder(id, dishes), pickupNo: id, placedAt: '2026-11-22T07:01:02+08:00' })
const jobs = (shop: RunningShop) => shop.get<JobView[]>('/api/v1/jobs?limit=1000')
const isOver = ({ state }: JobView) => state === 'printed' || state === 'sent' || state === 'cancelled'
