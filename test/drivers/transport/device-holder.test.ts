import { chmodSync, closeSync, openSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { forbiddenError, heldError } from '../../../drivers/transport/device-holder.ts'
import { holdOpen } from '../../support/hold-open.ts'
import { tempFolder } from '../../support/temp-folder.ts'

function deviceFile(): string {
  const path = join(tempFolder(), 'lp0')
  writeFileSync(path, '')
  return path
}

describe.runIf(process.platform === 'linux')('who holds a device', () => {
  test('a program, by name and number', async () => {
    const path = deviceFile()
    const pid = await holdOpen(path, '/usr/bin/lp\u001bd')
    const error = await heldError(path, 'USB printer at 1-1: ')
    expect(error).toMatchObject({ code: 'busy', bytesTaken: 0 })
    expect(error.trouble).toEqual({
      trouble: 'held',
      device: path,
      holders: `lpd (pid ${pid})`,
      type: `sudo fuser -v ${path}`,
    })
    expect(error.message).toBe(`USB printer at 1-1: ${path} is held by lpd (pid ${pid}); Close it there`)
  })

  test('CUPS, by the queue whose device it prints to', async () => {
    const path = deviceFile()
    const uri = 'usb://POS/POS58?serial=GD0001'
    await holdOpen(path, uri)
    const queues = async () => [
      { name: 'other', device: 'usb://POS/POS80' },
      { name: 'POS58', device: uri },
    ]
    expect((await heldError(path, '', queues)).trouble).toEqual({ trouble: 'queue', device: path, queue: 'POS58' })
    // It is to be typed.
    const odd = async () => [{ name: '$(reboot)', device: uri }]
    expect((await heldError(path, '', odd)).trouble).toEqual({ trouble: 'queue', device: path, queue: '' })
    const mute = async () => []
    expect((await heldError(path, '', mute)).message).toContain('lpstat -v')
  })

  test('ourselves: nobody is told to close us, and of another one by its name', async () => {
    const path = deviceFile()
    const fd = openSync(path, 'r+')
    onTestFinished(() => closeSync(fd))
    const error = await heldError(path)
    expect(error).toMatchObject({ code: 'busy', trouble: { trouble: 'ours', device: path } })
    expect(error.message).not.toContain('lose')
    expect(error.message).not.toContain('another')
    const pid = await holdOpen(path, 'lpd')
    expect((await heldError(path)).trouble).toMatchObject({ trouble: 'held', holders: `lpd (pid ${pid})` })
  })

  test('nobody who can be seen: how to find out', async () => {
    const path = deviceFile()
    const error = await heldError(path)
    expect(error.trouble).toMatchObject({ trouble: 'held', holders: '', type: `sudo fuser -v ${path}` })
    expect(error.message).toContain(`sudo fuser -v ${path}`)
  })
})

test.runIf(process.platform === 'linux')('no permission: the one line to type', async () => {
  const path = deviceFile()
  chmodSync(path, 0o600)
  const { username } = userInfo()
  const { trouble } = await forbiddenError(path)
  expect(trouble).toMatchObject({ trouble: 'forbidden', device: path, user: username })
  // A file of root's group: the rule is not installed yet.
  const type = trouble?.trouble === 'forbidden' ? trouble.type : ''
  expect(type).toMatch(
    userInfo().gid === 0 ? /^sudo cp \S*60-gudang-printers\.rules \/etc\/udev\/rules\.d\/ && / : /^sudo usermod -aG /,
  )
})
