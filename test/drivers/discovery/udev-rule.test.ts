import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { knownDevice } from '../../../drivers/discovery/known-devices.ts'
import { installRule, isRuleInstalled } from '../../../drivers/transport/udev-rule.ts'
import { choosePrinterInterface, vendorClassPrinters } from '../../../drivers/transport/usb-descriptors.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const path = 'drivers/discovery/60-gudang-printers.rules'
const root = new URL('../../../', import.meta.url)
const text = readFileSync(new URL(path, root), 'utf8')
const rules = text.split('\n').filter(line => line !== '' && !line.startsWith('#'))

/** A rule's match key, as udev(7) reads it: `*`, `?`, `[…]` and `|` in what stands behind ==. */
function matches(rule: string, key: string, value: string): boolean {
  const wanted = rule.split(', ').find(part => part.startsWith(`${key}==`))
  if (wanted === undefined) return false
  const glob = wanted.slice(key.length + 2).replaceAll('"', '')
  return glob.split('|').some(one => {
    const pattern = one
      .replace(/[.+^${}()]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')
    return new RegExp(`^${pattern}$`).test(value)
  })
}

const anyRule = (key: string, value: string) => rules.some(rule => matches(rule, key, value))

test('the interfaces that the rule names are those that we print to', () => {
  const endpoints = [
    { number: 1, direction: 'out', bulk: true, packet: 64 },
    { number: 2, direction: 'in', bulk: true, packet: 64 },
  ] as const
  for (const [subclass, protocol] of [1, 2].flatMap(one => [0, 1, 2, 3, 4].map(two => [one, two] as const))) {
    for (const classCode of [7, 8, 0xff]) {
      const chosen = choosePrinterInterface(
        [
          {
            configuration: 1,
            number: 0,
            alternate: 0,
            class: classCode,
            subclass,
            protocol,
            endpoints: [...endpoints],
          },
        ],
        '1234:5678',
        null,
      )
      const hex = [classCode, subclass, protocol].map(byte => byte.toString(16).padStart(2, '0')).join('')
      // Beside another interface, before and behind.
      for (const interfaces of [`:${hex}:`, `:030101:${hex}:`, `:${hex}:0e0100:`]) {
        const named = anyRule('ENV{ID_USB_INTERFACES}', interfaces)
        if (chosen !== null) expect([interfaces, named]).toEqual([interfaces, true])
        if (classCode !== 7 || subclass !== 1) expect([interfaces, named]).toEqual([interfaces, false])
      }
    }
  }
})

test('the devices that it names by their ids are those that say their class is their own, and known by name', () => {
  const named = rules.flatMap(rule => {
    const ids = ['idVendor', 'idProduct'].map(id => new RegExp(`ATTR\\{${id}\\}=="([0-9a-f]{4})"`).exec(rule)?.[1])
    return ids[0] === undefined ? [] : [ids.join(':')]
  })
  expect(new Set(named)).toEqual(vendorClassPrinters)
  for (const id of named) expect(knownDevice(...(id.split(':') as [string, string]))).not.toBe(null)
})

test('device files: the kernel’s own printers and ports on USB, not those of the computer itself', () => {
  for (const name of ['lp0', 'lp12', 'ttyUSB0', 'ttyACM3'])
    expect([name, anyRule('KERNEL', name)]).toEqual([name, true])
  for (const name of ['ttyS0', 'tty1', 'lp', 'hidraw0', 'sda1']) expect(anyRule('KERNEL', name)).toBe(false)
  // Above it the tag has no effect (systemd, 73-seat-late.rules).
  expect(Number(/(\d+)-/.exec(path)?.[1])).toBeLessThan(73)
  for (const rule of rules) expect(rule).toMatch(/MODE="0660", GROUP="(lp|dialout)", TAG\+="uaccess"/)
})

test('the deb brings it to where udev looks, and the other packages with their resources', () => {
  const builder = readFileSync(new URL('electron-builder.yml', root), 'utf8')
  const [, from, to] = /^deb:\n {2}fpm: \["(.+)=(.+)"\]$/m.exec(builder) ?? []
  expect(from).toBe(path)
  expect(to).toBe('/usr/lib/udev/rules.d/60-gudang-printers.rules')
  expect(builder).toContain(`  - from: ${path}\n    to: 60-gudang-printers.rules\n`)
})

test.runIf(process.platform === 'linux')('how it is installed by hand, or put to use where it is', () => {
  const folder = join(tempFolder(), 'rules.d')
  mkdirSync(folder)
  expect(isRuleInstalled([folder])).toBe(false)
  const [, source] = /^sudo cp (\S+) \/etc\/udev\/rules\.d\/ && /.exec(installRule([folder])) ?? []
  expect(readFileSync(source ?? '', 'utf8')).toBe(text)
  writeFileSync(join(folder, '60-gudang-printers.rules'), text)
  expect(isRuleInstalled([folder])).toBe(true)
  expect(installRule([folder])).toBe('sudo udevadm control --reload && sudo udevadm trigger')
})
