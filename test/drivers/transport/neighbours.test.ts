import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hardwareAddress } from '../../../drivers/transport/neighbours.ts'
import { tempFolder } from '../../support/temp-folder.ts'

// As the kernel writes it (net/ipv4/arp.c, arp_seq_show).
const table = `IP address       HW type     Flags       HW address            Mask     Device
192.168.1.50     0x1         0x2         00:26:AB:01:02:03     *        eth0
192.168.1.5      0x1         0x2         00:26:ab:01:02:04     *        eth0
192.168.1.51     0x1         0x0         00:00:00:00:00:00     *        eth0
`

test('the hardware address of a host that was just spoken to; null where it is not told', () => {
  const file = join(tempFolder(), 'arp')
  writeFileSync(file, table)
  expect(hardwareAddress('192.168.1.50', file)).toBe('00:26:ab:01:02:03')
  expect(hardwareAddress('::ffff:192.168.1.5', file)).toBe('00:26:ab:01:02:04')
  for (const address of ['192.168.1.51', '192.168.1.52', '192.168.1', 'fe80::1', '', 'IP'])
    expect(hardwareAddress(address, file)).toBe(null)
  expect(hardwareAddress('192.168.1.50', join(file, 'nothing'))).toBe(null)
})
