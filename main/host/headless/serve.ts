import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { systemClock } from '../../engine/clock.ts'
import { openDoor } from '../../engine/door/door.ts'
import type { Engine, EngineDeps } from '../../engine/engine.ts'
import { startLives } from '../../engine/lives.ts'
import type { KeyPlaces } from '../../engine/secrets/sealing-key.ts'
import { SettingsError } from '../../engine/settings-error.ts'
import { openShopFolder, type ShopFolder } from '../../engine/shop-folder.ts'
import { announceEngine } from './engine-file.ts'
import { openLog } from './log.ts'
import { packageRoot, readVersion } from './package-root.ts'
import { isLoopback, type ServeOptions } from './serve-options.ts'

export type Ready = { event: 'ready'; url: string; token: string; pid: number; data: string }

/** What differs where the engine runs inside another program than Node, or inside a test. */
export type Host = Pick<EngineDeps, 'paintInThread' | 'outside'> & { keyPlaces?: KeyPlaces }

export type Serving = { ready: Ready; engine: Engine; folder: ShopFolder; stop(): Promise<void> }

/** A stop waits this long for the tickets in flight (contract §1). */
const stopWithinMs = 10_000

/** Starts engine and door on a data folder. Throws what explainStart understands; nothing is left running then. */
export async function serve(options: ServeOptions, { keyPlaces = {}, ...host }: Host = {}): Promise<Serving> {
  // What the engine writes (orders, papers, logs) is for its own user alone.
  process.umask(0o077)
  const folder = openShopFolder(options.data, { configFile: options.config, now: systemClock.now(), keyPlaces })
  const undo: (() => unknown)[] = [() => folder.release()]
  try {
    const tls = readDoorSettings(folder, options)
    const { log, close } = openLog(join(folder.path, 'logs'))
    undo.push(close)
    for (const finding of folder.findings) log.warn(finding)
    const version = readVersion()
    const engine = await startLives({ ...host, folder, clock: systemClock, log, version })
    undo[0] = () => engine.stop()
    const door = await openDoor(engine, {
      host: options.host,
      port: options.port,
      token: folder.token,
      hosts: folder.settings.door?.hosts ?? [],
      tls,
      screenFolder: join(packageRoot(), 'dist', 'renderer'),
      log,
    })
    const shown = tls === null ? {} : { certificate: tls.shown }
    const leave = announceEngine(folder.path, { url: door.url, pid: process.pid, ...shown }, log)
    log.info({ url: door.url, data: folder.path, version }, 'serving')
    return {
      ready: { event: 'ready', url: door.url, token: folder.token, pid: process.pid, data: folder.path },
      engine,
      folder,
      async stop() {
        await door.close()
        leave()
        const late = new Promise<'late'>(settle => setTimeout(settle, stopWithinMs, 'late').unref())
        if ((await Promise.race([engine.stop(), late])) === 'late') log.warn('a ticket was still being printed')
        log.info('stopped')
        await close()
      },
    }
  } catch (error) {
    for (const step of undo) await step()
    throw error
  }
}

/** `shown`: the certificate alone, because its file may hold the key too. */
type DoorTls = { cert: string; key: string; shown: string }

/** A door to the network has to be meant: hosts by name, and TLS. */
function readDoorSettings(folder: ShopFolder, options: ServeOptions): DoorTls | null {
  const { door } = folder.settings
  if (!isLoopback(options.host) && door === undefined) {
    throw new SettingsError('--host', `${options.host} is not loopback, and config.json has no door.hosts and door.tls`)
  }
  if (!isLoopback(options.host) && door?.tls === undefined) {
    throw new SettingsError('door.tls', `is needed to serve ${options.host}, which is not loopback`)
  }
  if (door?.tls === undefined) return null
  const pair = { cert: readPem('door.tls.cert', door.tls.cert), key: readPem('door.tls.key', door.tls.key) }
  try {
    createSecureContext(pair)
    return { ...pair, shown: new X509Certificate(pair.cert).toString() }
  } catch (error) {
    throw new SettingsError('door.tls', error instanceof Error ? error.message : 'is no certificate with its key')
  }
}

function readPem(field: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new SettingsError(field, `${file} cannot be read`)
  }
}
