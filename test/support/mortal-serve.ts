import type { Connection, Transport } from '../../drivers/transport/transport.ts'
import type { Outside } from '../../main/engine/outside.ts'
import { openTransport } from '../../main/engine/printing/open-transport.ts'
import { openShopDatabase } from '../../main/engine/recovery/open-shop-database.ts'
import { runUntilSignal } from '../../main/host/headless/run.ts'
import { serve } from '../../main/host/headless/serve.ts'
import { readServeOptions } from '../../main/host/headless/serve-options.ts'
import { cutPower } from './cut-disk.ts'
import { type Death, readDeath } from './death.ts'

// npm run serve, but that it kills itself where GUDANG_DEATH says: SIGKILL, with nothing flushed, closed or said; and
// where GUDANG_POWER names the root of a file system, the power of that goes at the same moment.
// GUDANG_CARELESS=1: as so many programs write, synchronous=NORMAL and no journal beside it.

const death = readDeath(process.env.GUDANG_DEATH)
const power = process.env.GUDANG_POWER
let passed = 0

function pass(place: Death['at']): void {
  if (death === null || place !== death.at) return
  passed += 1
  if (passed !== death.time) return
  if (power !== undefined) cutPower(power)
  process.kill(process.pid, 'SIGKILL')
}

/** ESC @ begins a ticket, and nothing else that is written. */
const isTicket = (bytes: Uint8Array) => bytes[0] === 0x1b && bytes[1] === 0x40

/** Of the ticket that is the last one, only the first `byte` bytes leave. */
async function write(connection: Connection, bytes: Uint8Array, options: { stallMs: number }): Promise<void> {
  if (isTicket(bytes) && death?.at === 'byte-k' && passed + 1 === death.time) {
    await connection.write(bytes.subarray(0, Math.min(death.byte, bytes.length - 1)), options)
  } else await connection.write(bytes, options)
  if (isTicket(bytes)) {
    pass('byte-k')
    pass('sent')
  }
}

function mortal(transport: Transport): Transport {
  return {
    ...transport,
    async connect(signal) {
      const connection = await transport.connect(signal)
      return { ...connection, write: (bytes, options) => write(connection, bytes, options) }
    },
  }
}

const careless: Partial<Outside> = {
  openDatabase(folder, deps) {
    const db = openShopDatabase(folder, deps)
    db.pragma('synchronous = NORMAL')
    return db
  },
  openJournal: async () => ({
    append: async () => {},
    conclude: async () => {},
    tell: async () => {},
    close: async () => {},
  }),
}

const outside: Partial<Outside> = {
  ...(process.env.GUDANG_CARELESS === '1' ? careless : {}),
  faultPoint: pass,
  openTransport: (printer, before) => mortal(openTransport(printer, before)),
}

await runUntilSignal(() => serve(readServeOptions(process.argv.slice(2)), { outside }))
