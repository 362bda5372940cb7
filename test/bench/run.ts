import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endRunningShops } from '../support/running-shop.ts'
import { measureBillMatching } from './bill-matching.ts'
import { measureDisk } from './disk.ts'
import type { Figure } from './figures.ts'
import { measureIdleMemory } from './idle-memory.ts'
import { measureOrderToByte } from './order-to-byte.ts'
import { measureScreenLag } from './screen-lag.ts'
import { measureSerialWire } from './serial-wire.ts'
import { measureTicketBytes } from './ticket-bytes.ts'
import { measureUsbWire } from './usb-wire.ts'

// npm run bench: figures, not tests. Everything that is compared runs in this one run.

const folder = mkdtempSync(join(tmpdir(), 'gudang-bench-'))
const room = (name: string) => {
  const path = join(folder, name)
  mkdirSync(path)
  return path
}
try {
  show(measureDisk(folder))
  show(...(await measureOrderToByte(room('order'))))
  show(...measureTicketBytes())
  show(...(await measureSerialWire(room('wire'))))
  show(...(await measureBillMatching(room('bill'))))
  show(...(await measureUsbWire()))
  show(await measureScreenLag(room('screen')))
  show(await measureIdleMemory(room('idle')))
} finally {
  await endRunningShops()
  rmSync(folder, { recursive: true, force: true })
}

function show(...figures: Figure[]): void {
  for (const { name, value, wanted } of figures) {
    process.stdout.write(`${name}\n    ${value}${wanted === '' ? '' : `    wanted: ${wanted}`}\n`)
  }
}
