import { readFileSync } from 'node:fs'
import { isIPv4 } from 'node:net'

/** The kernel's table of hosts on the same network (arp(7)); other systems have none that can be read so. */
const systemTable = '/proc/net/arp'

/**
 * The hardware address behind an IPv4 address that was just spoken to. Null: not told, because it is not on our network, or
 * not on Linux.
 *
 *     IP address       HW type     Flags       HW address            Mask     Device
 *     192.168.1.50     0x1         0x2         00:26:ab:01:02:03     *        eth0
 */
export function hardwareAddress(address: string, table = systemTable): string | null {
  // IPv4 over an IPv6 socket.
  const ip = address.replace(/^::ffff:/, '')
  if (!isIPv4(ip)) return null
  const row = read(table)
    .split('\n')
    .map(line => line.trim().split(/\s+/))
    .find(([host]) => host === ip)
  const mac = row?.[3]?.toLowerCase() ?? ''
  return /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac) && mac !== '00:00:00:00:00:00' ? mac : null
}

/** Some microseconds: it is in the kernel's memory. */
function read(table: string): string {
  try {
    return readFileSync(table, 'utf8')
  } catch {
    return ''
  }
}
