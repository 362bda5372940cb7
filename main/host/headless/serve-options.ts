import { homedir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { SettingsError } from '../../engine/settings-error.ts'

export type ServeOptions = {
  data: string
  config: string | undefined
  host: string
  port: number
  demo: boolean
}

/** `serve [--data DIR] [--config FILE] [--host 127.0.0.1] [--port 8760] [--demo]`. Throws SettingsError. */
export function readServeOptions(args: readonly string[]): ServeOptions {
  const { values } = parse(args)
  const port = Number(values.port ?? '8760')
  if (!/^\d{1,5}$/.test(values.port ?? '8760') || port > 65_535) {
    throw new SettingsError('--port', `"${values.port}" is not a port, 0 to 65535`)
  }
  for (const name of ['data', 'config', 'host'] as const) {
    if (values[name] === '') throw new SettingsError(`--${name}`, 'is empty')
  }
  return {
    data: values.data ?? join(homedir(), '.gudang'),
    config: values.config,
    host: values.host ?? '127.0.0.1',
    port,
    demo: values.demo ?? false,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        config: { type: 'string' },
        host: { type: 'string' },
        port: { type: 'string' },
        demo: { type: 'boolean' },
      },
      strict: true,
      allowPositionals: false,
    })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new SettingsError(/'(-[^ ']*|[^']*)'/.exec(message)?.[1] ?? 'arguments', message)
  }
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
