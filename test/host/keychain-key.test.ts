import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keyFromDesktop, keyMessage } from '../../main/host/electron/engine-messages.ts'
import { keychainKey, type SafeStorage } from '../../main/host/electron/keychain-key.ts'
import { tempFolder } from '../support/temp-folder.ts'

/** A keychain that turns bytes about. */
const turned = (bytes: Uint8Array) => Uint8Array.from(bytes, byte => byte ^ 0x5a)
const keychain: SafeStorage = {
  isAvailable: async () => true,
  encrypt: async text => turned(Buffer.from(text)),
  decrypt: async bytes => Buffer.from(turned(bytes)).toString(),
}

test('a key is made once, lies encrypted, and is the same after a restart', async () => {
  const file = join(tempFolder(), 'sealing-key')
  const key = await keychainKey(file, keychain)
  expect(key).toHaveLength(32)
  expect(await keychainKey(file, keychain)).toEqual(key)
  expect(readFileSync(file, 'utf8')).not.toContain(Buffer.from(key ?? []).toString('base64'))
})

test('no keychain, or one that has lost it: none, and what is there stays', async () => {
  const file = join(tempFolder(), 'sealing-key')
  expect(await keychainKey(file, { ...keychain, isAvailable: async () => false })).toBe(null)
  writeFileSync(file, 'AAAA')
  expect(await keychainKey(file, keychain)).toBe(null)
  const lost = { ...keychain, decrypt: () => Promise.reject(new Error('the user changed the password')) }
  expect(await keychainKey(file, lost)).toBe(null)
  expect(readFileSync(file, 'utf8')).toBe('AAAA')
})

test('the engine hears it in one message, and nothing else is taken for it', () => {
  const key = Buffer.alloc(32, 7)
  expect(keyFromDesktop(keyMessage(key))).toEqual({ key })
  expect(keyFromDesktop(keyMessage(null))).toEqual({ key: null })
  for (const other of ['stop', null, { event: 'key' }, { event: 'key', key: 'AA' }, { event: 'ready', key: null }]) {
    expect(keyFromDesktop(other)).toBe(null)
  }
})
