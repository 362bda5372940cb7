import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt'
import { onTestFinished } from 'vitest'
import { freePort } from './free-port.ts'
import { tempFolder } from './temp-folder.ts'
import { until } from './until.ts'

export const mosquittoPath = '/usr/sbin/mosquitto'

/** A real broker with its own folder and port; what it keeps survives `kill` and `start`. */
export type Mosquitto = {
  url: string
  port: number
  start(): Promise<void>
  /** SIGKILL: sessions and messages are what it had saved by then. */
  kill(): Promise<void>
  /** SIGTERM: it saves everything first. */
  stop(): Promise<void>
  /** A client of the test's own, gone with the test; one that is kept has what came while it was away. */
  client(clientId: string, options?: { kept: boolean }): Promise<MqttClient>
}

export type MosquittoOptions = {
  /** of the user shop1; default: everybody may come in */
  password?: string
  /** files; then its url is mqtts://localhost */
  tls?: { cert: string; key: string }
  /** further users and their passwords */
  accounts?: Record<string, string>
  /** further lines of its mosquitto.conf */
  lines?: readonly string[]
}

export async function openMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const { password, tls, accounts = {}, lines = [] } = options
  if (!existsSync(mosquittoPath)) throw new Error('mosquitto is missing; the pretest script installs it')
  const folder = tempFolder()
  const port = await freePort()
  const config = join(folder, 'mosquitto.conf')
  writeFileSync(
    config,
    [
      `listener ${port} 127.0.0.1`,
      `allow_anonymous ${password === undefined}`,
      ...(password === undefined ? [] : [`password_file ${join(folder, 'passwords')}`]),
      ...(tls === undefined ? [] : [`certfile ${tls.cert}`, `keyfile ${tls.key}`]),
      'persistence true',
      `persistence_location ${folder}/`,
      // Saved at every change, so that a broker that is killed has what it acknowledged.
      'autosave_on_changes true',
      'autosave_interval 1',
      'user root',
      ...lines,
      '',
    ].join('\n'),
  )
  if (password !== undefined) {
    const file = join(folder, 'passwords')
    const users = Object.entries({ ...accounts, shop1: password })
    writeFileSync(file, users.map(([name, secret]) => `${name}:${secret}\n`).join(''), { mode: 0o600 })
    execFileSync('/usr/bin/mosquitto_passwd', ['-U', file], { stdio: 'ignore' })
  }
  const url = tls === undefined ? `mqtt://127.0.0.1:${port}` : `mqtts://localhost:${port}`
  const access: IClientOptions = {
    ...(password === undefined ? {} : { username: 'shop1', password }),
    ...(tls === undefined ? {} : { ca: readFileSync(tls.cert) }),
  }
  let child: ChildProcess | null = null

  async function start(): Promise<void> {
    const begun = spawn(mosquittoPath, ['-c', config], { stdio: 'ignore' })
    child = begun
    await until(async () => {
      if (begun.exitCode !== null) throw new Error(`mosquitto ended with ${begun.exitCode}`)
      const probe = await connectAsync(url, { ...access, reconnectPeriod: 0 }, false).catch(() => null)
      await probe?.endAsync()
      return probe !== null
    })
  }

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const running = child
    child = null
    if (running === null || running.exitCode !== null) return
    const gone = once(running, 'exit')
    running.kill(signal)
    await gone
  }

  onTestFinished(() => end('SIGKILL'))
  await start()
  return {
    url,
    port,
    start,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    async client(clientId, { kept } = { kept: false }) {
      const client = await connectAsync(url, {
        ...access,
        clean: !kept,
        ...(kept ? { properties: { sessionExpiryInterval: 3_600 } } : {}),
        protocolVersion: 5,
        clientId,
        reconnectPeriod: 100,
      })
      onTestFinished(() => client.endAsync(true))
      return client
    },
  }
}
