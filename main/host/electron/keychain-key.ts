import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { writeWhole } from '../../store/write-whole.ts'

// The key that opens what is sealed in secrets.json, kept by the system's keychain: the app's folder has it encrypted by
// Electron's safeStorage (DPAPI, Keychain, kwallet or libsecret). The engine runs in a process that has no safeStorage, so it
// is told the key in a message.

/** Electron's safeStorage, of which the synchronous half goes with Electron 46. */
export type SafeStorage = {
  isAvailable(): Promise<boolean>
  encrypt(text: string): Promise<Uint8Array>
  decrypt(bytes: Uint8Array): Promise<string>
}

const keyLength = 32

/**
 * Null: the system keeps no secrets (on Linux without a wallet Electron would only pretend to), or what it kept cannot be
 * opened any more. A key file serves then, and what was sealed with the lost key says so.
 */
export async function keychainKey(file: string, storage: SafeStorage): Promise<Uint8Array | null> {
  try {
    if (!(await storage.isAvailable())) return null
    if (!existsSync(file)) {
      const made = randomBytes(keyLength)
      writeWhole(file, Buffer.from(await storage.encrypt(made.toString('base64'))).toString('base64'), 0o600)
    }
    const key = Buffer.from(await storage.decrypt(Buffer.from(readFileSync(file, 'utf8'), 'base64')), 'base64')
    return key.length === keyLength ? key : null
  } catch {
    return null
  }
}
