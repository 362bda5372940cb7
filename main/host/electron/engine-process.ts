import type {} from 'electron'
import { explainStart } from '../headless/exit-codes.ts'
import { serve } from '../headless/serve.ts'
import { readServeOptions } from '../headless/serve-options.ts'
import { engineArguments } from './engine-arguments.ts'
import { keyFromDesktop } from './engine-messages.ts'
import { serveUntilStopped } from './serve-until-stopped.ts'

// The engine inside the desktop app: the same `serve` as everywhere, in a utility process of its own. A hardened
// Electron starts no other Node, so paper is drawn in a thread.

const { parentPort } = process
/** Said before anything else; nothing is sealed or opened without it. */
const keychain = new Promise<Uint8Array | null>(resolve => {
  parentPort.on('message', ({ data }) => {
    const heard = keyFromDesktop(data)
    if (heard !== null) resolve(heard.key)
  })
})
/** A last message is on its way while the process ends. */
const messageMs = 200

await serveUntilStopped({
  start: async () =>
    serve(readServeOptions(engineArguments(process.argv)), {
      paintInThread: true,
      keyPlaces: { keychain: await keychain },
    }),
  explain: explainStart,
  say: message => parentPort.postMessage(message),
  onMessage: heard => parentPort.on('message', ({ data }) => heard(data)),
  exit: code => setTimeout(() => process.exit(code), messageMs),
})
