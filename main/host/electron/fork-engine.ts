import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { utilityProcess } from 'electron'
import { engineExecArgv } from './engine-flags.ts'
import type { EngineLife, EngineNews } from './engine-keeper.ts'
import { fromEngine, keyMessage, stopWord } from './engine-messages.ts'

/** In the sources and in the bundle alike it lies beside this file, under the same ending. */
const program = fileURLToPath(new URL(`./engine-process${extname(import.meta.url)}`, import.meta.url))

/** Starts the engine in a process of its own. */
export function forkEngine(
  args: string[],
  { packaged, keychain }: { packaged: boolean; keychain: Promise<Uint8Array | null> },
  news: EngineNews,
): EngineLife {
  const child = utilityProcess.fork(program, args, {
    serviceName: 'Gudang Engine',
    execArgv: [...engineExecArgv],
    // It logs to the data folder; an installed app has no terminal to repeat that on.
    stdio: packaged ? 'ignore' : 'inherit',
  })
  // A message waits for the process to listen.
  void keychain.then(key => child.postMessage(keyMessage(key)))
  child.on('message', message => {
    const heard = fromEngine.safeParse(message)
    if (!heard.success) return
    if (heard.data.event === 'ready') news.ready(heard.data)
    else news.failed(heard.data.line)
  })
  child.on('exit', () => news.exited())
  return {
    stop: () => child.postMessage(stopWord),
    kill: () => void child.kill(),
  }
}
