import type { Serving } from '../headless/serve.ts'
import { type FromEngine, stopWord } from './engine-messages.ts'

/** The life of the engine's process, with its way to talk and to end handed in. */
export type EngineProcess = {
  start(): Promise<Pick<Serving, 'ready' | 'stop'>>
  explain(error: unknown): { code: number; line: string }
  say(message: FromEngine): void
  onMessage(heard: (message: unknown) => void): void
  exit(code: number): void
}

export async function serveUntilStopped({ start, explain, say, onMessage, exit }: EngineProcess): Promise<void> {
  const stopped = new Promise<void>(resolve => {
    onMessage(message => {
      if (message === stopWord) resolve()
    })
  })
  const leave = (error: unknown) => {
    const { code, line } = explain(error)
    say({ event: 'failed', line })
    exit(code)
  }
  let serving: Pick<Serving, 'ready' | 'stop'>
  try {
    serving = await start()
  } catch (error) {
    return leave(error)
  }
  say({ event: 'ready', url: serving.ready.url, token: serving.ready.token })
  await stopped
  try {
    await serving.stop()
    exit(0)
  } catch (error) {
    leave(error)
  }
}
