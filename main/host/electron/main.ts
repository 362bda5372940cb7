import { join } from 'node:path'
import { app, dialog, powerMonitor, powerSaveBlocker, safeStorage } from 'electron'
import type { PrinterView } from '../../../shared/domain/views/printing-views.ts'
import { systemClock } from '../../engine/clock.ts'
import { packageRoot } from '../headless/package-root.ts'
import { engineArguments } from './engine-arguments.ts'
import { createEngineKeeper, type EngineKeeper, type EngineState } from './engine-keeper.ts'
import { forkEngine } from './fork-engine.ts'
import { keychainKey } from './keychain-key.ts'
import { openTray, setApplicationMenu } from './menus.ts'
import { type Question, quitQuestion } from './quit-question.ts'
import { openShopWindow, type ShopWindow } from './shop-window.ts'

// The desktop app: a window onto the engine, which runs in a process of its own and is kept running. Everything that can
// be decided without Electron is decided in the modules beside this one.

const icon = join(packageRoot(), 'main', 'host', 'electron', 'icon.png')

// Also the name of Chromium's profile folder; what people read says 古荡.
app.setName('Gudang')
app.enableSandbox()
// Two engines would fight over one data folder: the second start only shows the first one's window.
if (app.requestSingleInstanceLock()) void app.whenReady().then(run)
else app.quit()

function run(): void {
  let state: EngineState = { kind: 'starting' }
  let leaving = false
  const packaged = app.isPackaged

  const window: ShopWindow = openShopWindow({ packaged, icon, onClose: () => (leaving ? 'close' : 'hide') })
  const acts = { open: window.bringUp, quit: () => app.quit() }
  setApplicationMenu(acts)
  const tray = openTray(icon, acts)
  const args = engineArguments(process.argv)
  const keychain = keychainKey(join(app.getPath('userData'), 'sealing-key'), {
    // basic_text is no keychain: anybody's key, written in Chromium's sources.
    isAvailable: async () =>
      (await safeStorage.isAsyncEncryptionAvailable()) &&
      (process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'),
    encrypt: text => safeStorage.encryptStringAsync(text),
    decrypt: async bytes => (await safeStorage.decryptStringAsync(Buffer.from(bytes))).result,
  })
  const keeper: EngineKeeper = createEngineKeeper({
    start: news => forkEngine(args, { packaged, keychain }, news),
    clock: systemClock,
    onState(next) {
      state = next
      window.show(next)
      tray.say(next.kind === 'running' ? '正在接单' : '没有在接单')
    },
  })
  // The computer may dim its screen, but a sleeping one takes no orders.
  powerSaveBlocker.start('prevent-app-suspension')

  app.on('second-instance', window.bringUp)
  app.on('activate', window.bringUp)
  app.on('window-all-closed', () => {})
  app.on('before-quit', event => {
    if (leaving) return
    event.preventDefault()
    void quit({ ask: true })
  })
  // Nobody is there to answer when the computer itself shuts down.
  powerMonitor.on('shutdown', () => void quit({ ask: false }))
  process.on('SIGTERM', () => void quit({ ask: false }))
  process.on('SIGINT', () => void quit({ ask: false }))

  let asking = false
  async function quit({ ask }: { ask: boolean }): Promise<void> {
    if (leaving || (ask && asking)) return
    if (ask) {
      asking = true
      const question = await readQuestion(state)
      const goes = question === null || (await answerOf(question))
      asking = false
      if (!goes || leaving) return
    }
    leaving = true
    await keeper.stop()
    tray.close()
    app.exit(0)
  }
}

async function answerOf({ message, detail, buttons }: Question): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message,
    detail,
    buttons,
    defaultId: 1,
    cancelId: 1,
  })
  return response === 0
}

/** An engine that does not answer has nothing to ask about either: quitting drains what it can. */
async function readQuestion(state: EngineState): Promise<Question | null> {
  if (state.kind !== 'running') return null
  try {
    const answer = await fetch(`${state.url}/api/v1/printers`, {
      headers: { authorization: `Bearer ${state.token}` },
      signal: AbortSignal.timeout(2_000),
    })
    return answer.ok ? quitQuestion((await answer.json()) as PrinterView[]) : null
  } catch {
    return null
  }
}
