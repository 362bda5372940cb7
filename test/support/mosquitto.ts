import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { connectAsync, type MqttClient } from 'mqtt'
import { onTestFinished } from 'vitest'
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
  /** A client of the test's own, gone with the test. */
  client(clientId: string): Promise<MqttClient>
}

export async function openMosquitto(): Promise<Mosquitto> {
  if (!existsSync(mosquittoPath)) throw new Error('mosquitto is missing; the pretest script installs it')
  const folder = tempFolder()
  const port = await freePort()
  const config = join(folder, 'mosquitto.conf')
  writeFileSync(
    config,
    [
      `listener ${port} 127.0.0.1`,
      'allow_anonymous true',
      'persistence true',
      `persistence_location ${folder}/`,
      // Saved at every change, so that a broker that is killed has what it acknowledged.
      'autosave_on_changes true',
      'autosave_interval 1',
      'user root',
      '',
    ].join('\n'),
  )
  let child: ChildProcess | null = null

  async function start(): Promise<void> {
    const begun = spawn(mosquittoPath, ['-c', config], { stdio: 'ignore' })
    child = begun
    await until(async () => {
      if (begun.exitCode !== null) throw new Error(`mosquitto ended with ${begun.exitCode}`)
      const probe = await connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0 }, false).catch(() => null)
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
    url: `mqtt://127.0.0.1:${port}`,
    port,
    start,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    async client(clientId) {
      const client = await connectAsync(`mqtt://127.0.0.1:${port}`, {
        protocolVersion: 5,
        clientId,
        reconnectPeriod: 100,
      })
      onTestFinished(() => client.endAsync(true))
      return client
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
