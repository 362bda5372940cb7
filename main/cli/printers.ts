import { join } from 'node:path'
import { listPluggedIn } from '../../drivers/discovery/plugged-in.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import type { PrinterView } from '../../shared/domain/views/printing-views.ts'
import { addressOf } from '../engine/printing/open-transport.ts'
import { readSettings } from '../engine/shop-folder.ts'
import { lockFolder } from '../store/folder-lock.ts'
import { leave, readArguments, shopFolder } from './arguments.ts'
import { askPrinter, printTestPage } from './ask-printer.ts'
import { pluggedInTable, ruleHint } from './plugged-in-table.ts'
import { type PrinterRow, printerTable } from './printer-table.ts'
import { findEngine } from './running-engine.ts'
import { sayOutcome, type TestResult, testThroughDoor } from './test-page-result.ts'

// npm run printers -- [--test ID [--drawer] [--beep]] [--address HOST[:PORT]]… [--data DIR]: the shop's printers and how they are, and what is
// plugged in, with whatever answers at the addresses; print a test page.
// Exit 0: listed, or the page is out; 1: it is not, or a printer could not be asked; 2: bad arguments.

const values = readArguments({
  test: { type: 'string' },
  drawer: { type: 'boolean', default: false },
  beep: { type: 'boolean', default: false },
  address: { type: 'string', multiple: true },
  data: { type: 'string' },
})
const wishes = { drawer: values.drawer, beep: values.beep }
if ((wishes.drawer || wishes.beep) && values.test === undefined)
  leave(2, `--${wishes.drawer ? 'drawer' : 'beep'}: goes with --test ID`)
const data = shopFolder(values.data)

const found = await findEngine(data)
if (found.kind === 'mute')
  leave(1, `程序占着数据文件夹但没有回应 · an engine holds ${data} but does not answer: ${found.why}`)
process.exitCode = found.kind === 'running' ? await throughDoor(found.engine) : await alone()

async function throughDoor(engine: Extract<typeof found, { kind: 'running' }>['engine']): Promise<number> {
  const printers = await engine.get<PrinterView[]>('/api/v1/printers')
  if (values.test === undefined) return list(printers, configured(), engine.pid)
  requirePrinter(printers)
  return finish(await testThroughDoor(engine, values.test, wishes))
}

/** The folder is held meanwhile, so that no engine starts and prints between our bytes. */
async function alone(): Promise<number> {
  const settings = readConfig()
  const lock = lockFolder(data)
  if (lock === null) leave(1, `${data} is in use by an engine that is just starting; try again`)
  try {
    if (values.test === undefined)
      return await list(await Promise.all(settings.printers.map(rowOf)), settings.printers, null)
    const printer = requirePrinter(settings.printers)
    return finish(sayOutcome(await printTestPage(printer, settings.shop, wishes)))
  } finally {
    lock.release()
  }
}

async function rowOf(printer: Settings['printers'][number]): Promise<PrinterRow> {
  const { id, name, confirmation } = printer
  const status = await askPrinter(printer)
  return {
    id,
    name,
    connection: addressOf(printer),
    state: status?.state ?? null,
    detail: status?.detail ?? null,
    trouble: status?.trouble ?? null,
    confirmation: confirmation === 'auto' ? null : confirmation,
    queue: null,
    lastPrintedAt: null,
  }
}

function readConfig(): Settings {
  try {
    return readSettings(join(data, 'config.json'))
  } catch (error) {
    return leave(2, error instanceof Error ? error.message : String(error))
  }
}

function requirePrinter<P extends { id: string }>(printers: readonly P[]): P {
  const printer = printers.find(({ id }) => id === values.test)
  const known = printers.map(({ id }) => id).join(' ')
  return printer ?? leave(2, `--test: "${values.test}" is no printer of this shop (${known || 'it has none'})`)
}

/** As far as config.json tells: the engine may work on another file. */
function configured(): Settings['printers'] {
  try {
    return readSettings(join(data, 'config.json')).printers
  } catch {
    return []
  }
}

async function list(
  rows: readonly PrinterRow[],
  printers: Settings['printers'],
  enginePid: number | null,
): Promise<number> {
  process.stdout.write(printerTable(rows))
  const found = await listPluggedIn({ addresses: values.address ?? [], ourPid: enginePid })
  process.stdout.write(pluggedInTable(found, printers) + ruleHint(found))
  return 0
}

function finish({ out, line }: TestResult): number {
  process.stdout.write(`${values.test}: ${line}\n`)
  return out ? 0 : 1
}
