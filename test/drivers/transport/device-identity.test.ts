import { describe, expect, test } from 'vitest'
import { isSameDevice, recogniseUsb, type UsbIdentity } from '../../../drivers/transport/device-identity.ts'

const clone: UsbIdentity = {
  medium: 'usb',
  vendorId: '0416',
  productId: '5011',
  serialNumber: 'B120300001',
  ieee1284: 'MFG:POS;MDL:POS58;CMD:ESC/POS;CLS:PRINTER;',
  port: '1-1',
}
const at = (port: string, over: Partial<UsbIdentity> = {}): UsbIdentity => ({ ...clone, port, ...over })
const labels = 'MFG:Xprinter;MDL:XP-365B;CMD:TSPL;CLS:PRINTER;'

describe('the same device', () => {
  test.each([
    ['as it was', clone, true],
    ['in another socket', at('1-4'), true],
    ['another serial number', at('1-1', { serialNumber: 'B120300002' }), false],
    ['another model under the same ids', at('1-1', { ieee1284: labels }), false],
    ['one whose 1284 id could not be read', at('1-1', { ieee1284: null }), true],
    ['one that tells its state in its 1284 id', at('1-1', { ieee1284: `${clone.ieee1284}STATUS:BUSY;` }), true],
    ['one whose 1284 id has another serial number', at('1-1', { ieee1284: `${clone.ieee1284}SN:2;` }), false],
  ])('%s', (_, other, same) => {
    expect(isSameDevice(clone, other)).toBe(same)
    expect(isSameDevice(other, clone)).toBe(same)
  })

  test('on the network it is its hardware address', () => {
    const one = { medium: 'network', mac: '00:26:ab:01:02:03' } as const
    expect(isSameDevice(one, { ...one })).toBe(true)
    expect(isSameDevice(one, { ...one, mac: '00:26:ab:01:02:04' })).toBe(false)
    expect(isSameDevice(one, clone)).toBe(false)
  })
})

describe('which of those alike was used before', () => {
  test.each<[string, UsbIdentity[], UsbIdentity | null, string | null]>([
    ['nobody was used before', [at('1-1'), at('1-2')], null, null],
    ['it is where it was', [at('1-1'), at('1-2')], clone, '1-1'],
    ['both are elsewhere', [at('1-2'), at('1-3')], clone, null],
    ['another model is in its socket, and it in another', [at('1-1', { ieee1284: labels }), at('1-2')], clone, '1-2'],
    ['another model is in its socket, and it nowhere', [at('1-1', { ieee1284: labels })], clone, null],
    ['elsewhere, and one gives no 1284 id', [at('1-2'), at('1-3', { ieee1284: null })], clone, null],
    [
      'in its socket, although it gives no 1284 id',
      [at('1-1', { ieee1284: null }), at('1-2', { ieee1284: null })],
      at('1-1', { ieee1284: null }),
      '1-1',
    ],
    ['elsewhere, and none gives a 1284 id', [at('1-2', { ieee1284: null })], at('1-1', { ieee1284: null }), null],
  ])('%s', (_, alike, before, port) => {
    expect(recogniseUsb(alike, before)?.port ?? null).toBe(port)
  })
})
