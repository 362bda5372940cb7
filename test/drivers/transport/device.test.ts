import { execFileSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createDeviceTransport } from '../../../drivers/transport/device.ts'
import { openSerialCable } from '../../support/serial-cable.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { peerAtCable } from './cable-peer.ts'
import { type Peer, transportContract } from './contract.ts'

// A pty stands in for /dev/usb/lp0: it blocks a writer, fails when its other end is gone, and takes what it can. usblp itself
// is tested in the virtual machine.

const never = new AbortController().signal

async function makePeer(): Promise<Peer> {
  const cable = openSerialCable()
  execFileSync('stty', ['-F', cable.path, 'raw', '-echo'])
  return peerAtCable(cable, createDeviceTransport({ path: cable.path }))
}

transportContract('device', makePeer)

describe('device', () => {
  it('goes on writing to a device that pauses for less than the patience', async () => {
    const peer = await makePeer()
    const connection = await peer.transport.connect(never)
    peer.pause()
    const write = connection.write(new Uint8Array(300_000), { stallMs: 1_500 })
    await new Promise(resolve => setTimeout(resolve, 700))
    peer.resume()
    await write
    expect(await peer.received(300_000)).toHaveLength(300_000)
    await connection.close()
    await peer.stop()
  })

  it('gives up what talks without end, and lets everybody else go on', async () => {
    const connection = await createDeviceTransport({ path: '/dev/zero' }).connect(never)
    let heard = 0
    connection.onBytes(bytes => {
      heard += bytes.length
    })
    expect((await connection.ended).error?.message).toContain('without end')
    expect(heard).toBe(65_536)
  })

  it('has no pins where the file is no printer’s, and can be closed while they are asked for', async () => {
    const peer = await makePeer()
    const connection = await peer.transport.connect(never)
    expect(await connection.portStatus?.()).toBe(null)
    const asked = connection.portStatus?.()
    await connection.close()
    expect(await asked).toBe(null)
    expect(await connection.portStatus?.()).toBe(null)
    await peer.stop()
  })

  it('frees a thread that is held up, so that the file can be opened again at once', async () => {
    const peer = await makePeer()
    const connection = await peer.transport.connect(never)
    peer.pause()
    const write = connection.write(new Uint8Array(1_000_000), { stallMs: 60_000 }).catch(error => error)
    await new Promise(resolve => setTimeout(resolve, 200))
    await connection.close()
    expect(await write).toMatchObject({ code: 'lost' })
    await (await peer.transport.connect(never)).close()
    await peer.stop()
  })

  it.skipIf(process.getuid?.() !== 0)('says who may open the file and what to type', async () => {
    const file = join(tempFolder(), 'lp0')
    writeFileSync(file, '')
    chmodSync(file, 0o660)
    execFileSync('chgrp', ['lp', file])
    execFileSync('chmod', ['755', join(file, '..')])
    const program = `
      const { createDeviceTransport } = await import('${new URL('../../../drivers/transport/device.ts', import.meta.url)}')
      process.setgroups([]); process.setgid(65534); process.setuid(65534)
      const error = await createDeviceTransport({ path: '${file}' }).connect(new AbortController().signal).catch(error => error)
      console.log(error.code, error.message)`
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
    expect(said).toMatch(/^permission nobody may not open .*usermod -aG lp nobody.*60-gudang-printers\.rules/)
  })

  it('takes a folder, a missing file and a file of another system for nobody there', async () => {
    for (const path of [tempFolder(), '/dev/usb/lp-none']) {
      await expect(createDeviceTransport({ path }).connect(never)).rejects.toMatchObject({ code: 'unreachable' })
    }
  })
})
