import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { JobView, PrinterView } from '../../shared/domain/views/printing-views.ts'
import type { AlarmView } from '../../shared/domain/views/shop-views.ts'
import { breakfastOrder } from '../support/breakfast.ts'
import { type RunningShop, startServe } from '../support/running-shop.ts'
import { createTicketAnswers, type TicketAnswers } from './answers.ts'
import { type Plugged, plugPrinter } from './plugged.ts'

// The whole program with one USB printer, for all cases that need it: starting it is most of what they cost.

export type UsbShop = {
  printer: Plugged
  answers: TicketAnswers
  serve: RunningShop
  push(id: string, dishes?: number): Promise<void>
  /** the order's only job, once it is printed */
  printed(id: string): Promise<JobView>
  state(): Promise<PrinterView>
  alarm(code: AlarmView['code']): Promise<AlarmView>
  /** `npm run printers` in this shop */
  listPrinters(): Promise<string>
}

/** Built, they lie beside this file. */
const program = (name: string) => fileURLToPath(new URL(`${name}.mjs`, import.meta.url))
const patienceMs = 60_000
/** Each look costs the emulated processor some ten milliseconds. */
const lookMs = 200

export async function openUsbShop(beforeStart: (printer: Plugged) => Promise<void>): Promise<UsbShop> {
  const folder = mkdtempSync(join(tmpdir(), 'gudang-vm-'))
  const printer = await plugPrinter({ buffers: 1 })
  const usb = { vendorId: '0416', port: printer.port }
  writeFileSync(join(folder, 'config.json'), JSON.stringify(settings(usb)))
  const answers = createTicketAnswers(printer)
  await beforeStart(printer)
  const serve = await startServe(folder, [], program('serve'), process.execArgv)
  return {
    printer,
    answers,
    serve,
    async push(id, dishes = 1) {
      const items = Array.from({ length: dishes }, () => ({ name: '鲜肉包', quantity: 2 }))
      const { status, body } = await serve.push(breakfastOrder(id, items))
      if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`)
    },
    printed: id =>
      lookFor(`${id} printed`, async () => {
        const jobs = await serve.get<JobView[]>('/api/v1/jobs?limit=1000')
        return jobs.find(job => job.orderId === id && job.state === 'printed')
      }),
    state: async () => (await serve.get<PrinterView[]>('/api/v1/printers'))[0] as PrinterView,
    alarm: code =>
      lookFor(code, async () => {
        const alarms = await serve.get<AlarmView[]>('/api/v1/alarms')
        return alarms.find(alarm => alarm.code === code)
      }),
    async listPrinters() {
      const run = promisify(execFile)
      const { stdout } = await run(process.execPath, [...process.execArgv, program('printers'), '--data', folder])
      return stdout
    },
  }
}

async function lookFor<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (let waited = 0; waited < patienceMs; waited += lookMs) {
    const found = await look()
    if (found !== undefined) return found
    await sleep(lookMs)
  }
  throw new Error(`${what}: not within ${patienceMs} ms`)
}

function settings(usb: object) {
  return {
    shop: { id: 'gudang-001', name: '古荡早餐店' },
    printers: [{ id: 'steam', name: '蒸档', profile: 'generic-80', connection: { type: 'usb', ...usb } }],
    stations: [{ id: 'steam', name: '蒸档', printer: 'steam' }],
    defaultStation: 'steam',
    sources: [{ id: 'mini', type: 'push', channel: 'alipay-mini' }],
  }
}
