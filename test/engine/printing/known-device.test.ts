import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { createPrinter } from '../../../drivers/printer/create-printer.ts'
import type { Learned } from '../../../drivers/printer/printer.ts'
import type { Profile } from '../../../drivers/profiles/profile.ts'
import { findProfile } from '../../../drivers/profiles/profiles.ts'
import type { DeviceIdentity } from '../../../drivers/transport/device-identity.ts'
import { createTcpTransport } from '../../../drivers/transport/tcp.ts'
import { createAlarmBook } from '../../../main/engine/alarm-book.ts'
import { createBell } from '../../../main/engine/bell.ts'
import { systemClock } from '../../../main/engine/clock.ts'
import { knowDevice } from '../../../main/engine/printing/known-device.ts'
import { watchTransport } from '../../../main/engine/printing/watched-transport.ts'
import type { Db } from '../../../main/store/database.ts'
import { openTestDatabase } from '../../support/database.ts'
import { openNetworkPrinter } from '../../support/network-printer.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const printer = { id: 'steam', name: '蒸档' }
const address = 'tcp 192.168.1.50:9100'

function open(db: Db, at = address) {
  const alarms = createAlarmBook({ db, clock: systemClock, bell: createBell(), language: 'zh-CN' })
  const log = pino({ enabled: false })
  return { alarms, known: knowDevice({ db, clock: systemClock, alarms, log, printer, address: at }) }
}

const learned: Learned = { confirmation: 'process-id', answersStatus: true, silences: 0 }
const nothing: Learned = { confirmation: null, answersStatus: null, silences: 0 }
const usb: DeviceIdentity = {
  ...{ medium: 'usb', vendorId: '0416', productId: '5011', serialNumber: null, port: '1-1' },
  ieee1284: 'MFG:POS;MDL:POS58;',
}

test('what was learned stays with the device over a restart, and goes when another one is there', () => {
  const db = openTestDatabase()
  const first = open(db).known
  expect(first.meet(usb)).toBe(false)
  first.learn(learned)
  const second = open(db)
  expect(second.known).toMatchObject({ learned, identity: usb })
  // Plugged in elsewhere it is still the same.
  expect(second.known.meet({ ...usb, port: '1-2' })).toBe(false)
  expect(second.alarms.standing()).toEqual([])
  const third = open(db)
  expect(third.known).toMatchObject({ learned, identity: { port: '1-2' } })
  expect(third.known.meet({ ...usb, ieee1284: 'MFG:Xprinter;MDL:XP-365B;' })).toBe(true)
  expect(third.known.learned).toEqual(nothing)
  const [alarm] = third.alarms.standing()
  expect(alarm).toMatchObject({ code: 'printer-replaced', subject: 'steam', severity: 'critical' })
  expect(alarm?.message).toContain('蒸档')
  // A person has seen it.
  third.alarms.ack(Number(alarm?.id.replace(/\D/g, '')), 'test')
  expect(third.alarms.standing()).toEqual([])
  expect(open(db).known).toMatchObject({ learned: nothing, identity: { ieee1284: 'MFG:Xprinter;MDL:XP-365B;' } })
})

test('another address in the configuration: another device, nothing learned, no alarm', () => {
  const db = openTestDatabase()
  const first = open(db).known
  first.meet(usb)
  first.learn(learned)
  const { known, alarms } = open(db, 'tcp 192.168.1.51:9100')
  expect(known).toMatchObject({ learned: nothing, identity: null })
  expect(known.meet({ medium: 'network', mac: '00:26:ab:01:02:03' })).toBe(false)
  expect(alarms.standing()).toEqual([])
})

test('DHCP gave the address to another printer: it is met as a stranger, and a person is asked', async () => {
  const db = openTestDatabase()
  const profile = findProfile('generic-80') as Profile
  // On the same network 127.0.0.1 would have a hardware address.
  const neighbours = join(tempFolder(), 'arp')
  const standsAt = (mac: string) => writeFileSync(neighbours, `127.0.0.1  0x1  0x2  ${mac}  *  eth0\n`)
  const network = await openNetworkPrinter('process-id')
  onTestFinished(() => network.close())
  const { known, alarms } = open(db)
  const transport = createTcpTransport({ host: '127.0.0.1', port: network.port, neighbours })
  const way = watchTransport(transport, found => {
    if (known.meet(found)) device.forget()
  })
  let sequence = 0
  const device = createPrinter({
    ...{ profile, transport: way.transport, learned: known.learned, onLearned: known.learn },
    confirmation: 'auto',
    onStatus() {},
    ticketSeq: () => ++sequence,
    timers: systemClock,
    // Each ticket over a connection of its own.
    lingerMs: 0,
  })
  onTestFinished(() => device.release())
  const paper = await device.render({ blocks: [{ type: 'text', text: 'A012' }, { type: 'cut' }] })
  const print = async (proves: boolean) => {
    const outcome = await device.print(paper, { beforeFirstByte() {}, signal: AbortSignal.timeout(20_000), proves })
    await device.release()
    return outcome
  }

  standsAt('00:26:ab:01:02:03')
  // The test page proves GS ( H.
  expect(await print(true)).toMatchObject({ kind: 'printed', evidence: 'process-id' })
  expect(device.confirmation).toBe('process-id')
  expect(await print(false)).toMatchObject({ kind: 'printed', evidence: 'process-id' })
  expect(alarms.standing()).toEqual([])

  standsAt('00:26:ab:99:99:99')
  // What the other one proved says nothing of this one: GS r 1 is asked.
  expect(await print(false)).toMatchObject({ kind: 'printed', evidence: 'status' })
  expect(device.confirmation).toBe('status')
  expect(alarms.standing()).toMatchObject([{ code: 'printer-replaced', subject: 'steam' }])
  expect(known.identity).toEqual({ medium: 'network', mac: '00:26:ab:99:99:99' })
})
