import { describe, expect, it } from 'vitest'
import { choosePrinterInterface, parseAlternates } from '../../../drivers/transport/usb-descriptors.ts'
import { cleanDeviceId, parseDeviceId } from '../../../drivers/transport/usb-requests.ts'

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))
const configuration = '09 02 20 00 01 01 00 80 01'
const printer = (alternate: string, protocol: string, endpoints: string) =>
  `09 04 00 ${alternate} 02 07 01 ${protocol} 00 ${endpoints}`
const out = '07 05 02 02 00 02 00'
const back = '07 05 81 02 40 00 00'
const choose = (text: string, device = '0416:5011', active: number | null = null) =>
  choosePrinterInterface(parseAlternates(hex(text)), device, active)

describe('the interface that takes tickets', () => {
  it('is found behind a device descriptor, as Linux gives them (read from its printer gadget)', () => {
    const linux = `12 01 00 02 00 00 00 40 16 04 11 50 01 06 01 02 03 01 09 02 20 00 01 01 04 80 01
      09 04 00 00 02 07 01 02 00 07 05 81 02 00 02 00 07 05 02 02 00 02 00`.replaceAll(/\s+/g, ' ')
    expect(choose(linux, '0416:5011', 1)).toEqual({
      configuration: 1,
      number: 0,
      alternate: 0,
      protocol: 2,
      out: { number: 2, packet: 512 },
      in: { number: 1, packet: 512 },
    })
    expect(choose(linux, '0416:5011', 2)).toBe(null)
  })

  it('is the bidirectional one where there are several', () => {
    const both = `${configuration} ${printer('00', '01', out)} ${printer('01', '02', `${back} ${out}`)}`
    expect(choose(both)).toMatchObject({ alternate: 1, protocol: 2, in: { number: 1, packet: 64 } })
  })

  it('is not read where it says that it is unidirectional, and not taken where its way back is missing', () => {
    expect(choose(`${configuration} ${printer('00', '01', `${back} ${out}`)}`)).toMatchObject({ protocol: 1, in: null })
    expect(choose(`${configuration} ${printer('00', '02', out)}`)).toBe(null)
  })

  it('may be of a vendor’s own class only for printers that are known for it', () => {
    const vendor = `${configuration} 09 04 00 00 02 ff ff ff 00 ${back} ${out}`
    expect(choose(vendor)).toBe(null)
    expect(choose(vendor, '04b8:0202')).toMatchObject({ protocol: 0, in: { number: 1 }, out: { number: 2 } })
  })

  it('is looked for in nonsense without end or error', () => {
    expect(choose('00 00 00')).toBe(null)
    expect(choose('01 04')).toBe(null)
    expect(choose(`${configuration} 09 04 00`)).toBe(null)
  })
})

describe('an IEEE 1284 id', () => {
  it('is read in long and short spelling', () => {
    expect(parseDeviceId('MANUFACTURER:Xprinter;MODEL: XP-58 ;COMMAND SET:ESC/POS;SN:7;')).toEqual({
      MFG: 'Xprinter',
      MDL: 'XP-58',
      CMD: 'ESC/POS',
      SN: '7',
    })
    expect(parseDeviceId(';;:;x')).toEqual({})
  })

  it('is freed of what clones pad it with', () => {
    expect(cleanDeviceId('MFG:POS;\u0000\u0000\r\n')).toBe('MFG:POS;')
    expect(cleanDeviceId('\u0000')).toBe(null)
    expect(cleanDeviceId('MFG:\u001b[2JPOS\u007f\u009b2J;')).toBe('MFG:[2JPOS2J;')
  })
})
