import { closeSync, openSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCountedSend } from '../../../drivers/transport/serial-sending.ts'

// A pty passes everything on at once; here the kernel's count is the test's.

describe('a send that is counted by the kernel', () => {
  let fd = 0
  beforeEach(() => {
    fd = openSync('/dev/null', 'w')
  })
  afterEach(() => closeSync(fd))

  const sendWith = (unsent: () => number | null, onDiscard = () => {}) =>
    createCountedSend({ fd, isOpen: () => true }, { unsent, discardUnsent: onDiscard }, 115_200)

  it('sent provably nothing when the line was held up from the start, and throws away what waits', async () => {
    let discarded = false
    const send = sendWith(
      () => 600,
      () => {
        discarded = true
      },
    )
    await expect(send(new Uint8Array(600), 60)).rejects.toMatchObject({ code: 'stalled', bytesTaken: 0 })
    expect(discarded).toBe(true)
  })

  it('counts all that it was given where the driver counts too much as unsent', async () => {
    const libc = { unsent: () => 32_768, discardUnsent: () => {} }
    const send = createCountedSend({ fd, isOpen: () => true, overcounts: true }, libc, 115_200)
    await expect(send(new Uint8Array(600), 60)).rejects.toMatchObject({ code: 'stalled', bytesTaken: 600 })
  })

  it('notices by itself a driver that counts more than it was given', async () => {
    const send = sendWith(() => 700)
    await expect(send(new Uint8Array(600), 60)).rejects.toMatchObject({ code: 'stalled', bytesTaken: 600 })
  })

  it('goes on as long as the printer takes anything, and says how much it took', async () => {
    const start = performance.now()
    // 10 bytes every 20 ms for a second, then nothing more.
    const unsent = () => 600 - Math.min(500, 10 * Math.floor((performance.now() - start) / 20))
    await expect(sendWith(unsent)(new Uint8Array(600), 100)).rejects.toMatchObject({ code: 'stalled', bytesTaken: 500 })
    expect(performance.now() - start).toBeGreaterThan(1_000)
  })

  it('ends when the last byte has left, not before', async () => {
    const start = performance.now()
    await sendWith(() => Math.max(0, 600 - 10 * Math.floor(performance.now() - start)))(new Uint8Array(600), 1_000)
    expect(performance.now() - start).toBeGreaterThan(58)
  })

  it('counts all that may have left when the device goes away', async () => {
    let asked = 0
    const send = sendWith(() => (++asked > 2 ? null : 600))
    await expect(send(new Uint8Array(600), 1_000)).rejects.toMatchObject({ code: 'lost', bytesTaken: 600 })
  })
})
