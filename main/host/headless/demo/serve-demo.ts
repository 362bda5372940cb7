import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { PortBusy } from '../../../engine/door/door.ts'
import { SettingsError } from '../../../engine/settings-error.ts'
import { type Serving, serve } from '../serve.ts'
import type { ServeOptions } from '../serve-options.ts'
import { demoSettings } from './demo-shop.ts'
import { startRush } from './rush.ts'

/** Stands in a data folder that a demo made, the only kind it works on: real orders are never mixed with made-up ones. */
const demoMark = '.demo'

/** The demo shop with its morning rush, in a folder of its own. */
export async function serveDemo(options: ServeOptions): Promise<Serving> {
  const folder = resolve(options.data)
  claim(folder)
  const serving = await serve(options)
  const rush = startRush(serving)
  return {
    ...serving,
    async stop() {
      await rush.stop()
      await serving.stop()
    },
  }
}

/** On the asked port, or on any free one where that is busy. */
export async function serveDemoSomewhere(options: ServeOptions): Promise<Serving> {
  try {
    return await serveDemo(options)
  } catch (error) {
    if (error instanceof PortBusy) return serveDemo({ ...options, port: 0 })
    throw error
  }
}

function claim(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (existsSync(join(folder, demoMark))) return
  if (readdirSync(folder).length > 0) throw new SettingsError('--data', `${folder} was not made by a demo`)
  writeFileSync(join(folder, demoMark), '')
  writeFileSync(join(folder, 'config.json'), `${JSON.stringify(demoSettings, null, 2)}\n`)
}
