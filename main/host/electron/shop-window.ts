import { BrowserWindow, type Session, type WebContents } from 'electron'
import type { EngineState } from './engine-keeper.ts'
import { waitingPage } from './waiting-page.ts'
import { mayLoad, mayNavigate, type Shown, screenAddress, webPreferences, whatToShow } from './window-policy.ts'

export type ShopWindow = {
  show(state: EngineState): void
  /** Before everything else, whatever hides it. */
  bringUp(): void
  hide(): void
}

/** The one window. It shows the engine's screen and nothing else in the world. */
export function openShopWindow(options: { packaged: boolean; icon: string; onClose(): 'hide' | 'close' }): ShopWindow {
  const window = new BrowserWindow({
    title: '古荡',
    icon: options.icon,
    width: 1280,
    height: 800,
    minWidth: 800,
    minHeight: 600,
    show: false,
    backgroundColor: '#f6f4ef',
    webPreferences: webPreferences(options),
  })
  const { webContents } = window
  let shown: Shown = { kind: 'nothing' }
  let last: EngineState = { kind: 'starting' }
  const engineUrl = () => (shown.kind === 'screen' ? shown.url : null)

  lockDown(webContents, engineUrl)
  lockDownSession(webContents.session, engineUrl)
  window.once('ready-to-show', () => window.show())
  window.on('close', event => {
    if (options.onClose() === 'close') return
    event.preventDefault()
    window.hide()
  })
  // A page that died, or an engine that was away just now: begin anew.
  webContents.on('render-process-gone', reload)
  webContents.on('did-fail-load', (_event, code, _description, _url, isMainFrame) => {
    // -3: given up for another address.
    if (isMainFrame && code !== -3) setTimeout(reload, 1_000)
  })

  function reload(): void {
    if (window.isDestroyed()) return
    shown = { kind: 'nothing' }
    show(last)
  }

  function load(address: string): void {
    // A failure is told by did-fail-load as well.
    webContents.loadURL(address).catch(() => {})
  }

  function show(state: EngineState): void {
    last = state
    const what = whatToShow(state, shown)
    if (what === 'screen' && state.kind === 'running') {
      shown = { kind: 'screen', url: state.url }
      load(screenAddress(state))
    } else if (what === 'waiting') {
      shown = { kind: 'waiting' }
      load(waitingPage(state))
    }
  }

  return {
    show,
    bringUp() {
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
    hide: () => window.hide(),
  }
}

function lockDown(webContents: WebContents, engineUrl: () => string | null): void {
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
  const guard = (details: { url: string; preventDefault(): void }) => {
    if (!mayNavigate(details.url, engineUrl())) details.preventDefault()
  }
  webContents.on('will-navigate', guard)
  webContents.on('will-frame-navigate', guard)
  webContents.on('will-redirect', guard)
  webContents.on('will-attach-webview', event => event.preventDefault())
}

function lockDownSession(session: Session, engineUrl: () => string | null): void {
  session.setPermissionRequestHandler((_webContents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayLoad(url, engineUrl()) }))
}
