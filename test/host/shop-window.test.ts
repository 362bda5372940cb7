import { EventEmitter } from 'node:events'
import { beforeEach, expect, type Mock, test, vi } from 'vitest'

// Electron's binary cannot be had everywhere: what the window is told and what it refuses is seen on a stand-in.

class FakeContents extends EventEmitter {
  session = {
    setPermissionRequestHandler:
      vi.fn<(ask: (contents: null, what: string, answer: (yes: boolean) => void) => void) => void>(),
    setPermissionCheckHandler: vi.fn<(check: () => boolean) => void>(),
    setDevicePermissionHandler: vi.fn<(check: () => boolean) => void>(),
    webRequest: {
      onBeforeRequest: vi.fn<(look: (details: { url: string }, answer: (what: object) => void) => void) => void>(),
    },
  }
  loaded: string[] = []
  setWindowOpenHandler = vi.fn<(open: () => object) => void>()
  loadURL = async (url: string) => void this.loaded.push(url)
}

/** What was handed in last. */
function given<Handler>(setter: Mock<(handler: Handler) => void>): Handler {
  const [handler] = setter.mock.lastCall ?? []
  if (handler === undefined) throw new Error('nothing was handed in')
  return handler
}

class FakeWindow extends EventEmitter {
  static last: FakeWindow
  webContents = new FakeContents()
  options: { webPreferences: Record<string, unknown> }
  calls: string[] = []
  constructor(options: FakeWindow['options']) {
    super()
    this.options = options
    FakeWindow.last = this
  }
  isMinimized = () => true
  isDestroyed = () => false
  restore = () => void this.calls.push('restore')
  show = () => void this.calls.push('show')
  focus = () => void this.calls.push('focus')
  hide = () => void this.calls.push('hide')
}

vi.mock('electron', () => ({ BrowserWindow: FakeWindow }))
const { openShopWindow } = await import('../../main/host/electron/shop-window.ts')

const url = 'http://127.0.0.1:8760'
const running = { kind: 'running', url, token: 'secret' } as const
let closes: 'hide' | 'close' = 'hide'
let window: ReturnType<typeof openShopWindow>
let fake: FakeWindow

beforeEach(() => {
  closes = 'hide'
  window = openShopWindow({ packaged: true, icon: 'icon.png', onClose: () => closes })
  fake = FakeWindow.last
})

const prevented = (event: string, details: object = {}) => {
  const preventDefault = vi.fn()
  const target = event === 'close' ? fake : fake.webContents
  target.emit(event, { ...details, preventDefault })
  return preventDefault.mock.calls.length > 0
}

test('it opens onto the engine, signed in, and is left alone while the same engine comes back', () => {
  window.show({ kind: 'starting' })
  window.show(running)
  window.show({ kind: 'down', why: null, failures: 1, againInMs: 200 })
  window.show({ kind: 'starting' })
  window.show(running)
  const [first, second, ...more] = fake.webContents.loaded
  expect(first).toMatch(/^data:text\/html/)
  expect(second).toBe(`${url}/#token=secret`)
  expect(more).toEqual([])
})

test('it leaves its engine for nobody, opens nothing, allows nothing', () => {
  window.show(running)
  for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
    expect(prevented(event, { url: `${url}/orders` }), event).toBe(false)
    expect(prevented(event, { url: 'http://127.0.0.1:8760.evil/' }), event).toBe(true)
  }
  expect(prevented('will-attach-webview')).toBe(true)
  const { session, setWindowOpenHandler } = fake.webContents
  expect(given(setWindowOpenHandler)()).toEqual({ action: 'deny' })
  const asked = vi.fn()
  given(session.setPermissionRequestHandler)(null, 'notifications', asked)
  expect(asked).toHaveBeenCalledWith(false)
  expect(given(session.setPermissionCheckHandler)()).toBe(false)
  expect(given(session.setDevicePermissionHandler)()).toBe(false)
  const request = vi.fn()
  given(session.webRequest.onBeforeRequest)({ url: 'https://evil.example/' }, request)
  given(session.webRequest.onBeforeRequest)({ url: `${url}/assets/a.js` }, request)
  expect(request.mock.calls).toEqual([[{ cancel: true }], [{ cancel: false }]])
  expect(fake.options.webPreferences).toMatchObject({ sandbox: true, nodeIntegration: false, devTools: false })
})

test('closing it hides it until the program quits', () => {
  expect(prevented('close')).toBe(true)
  expect(fake.calls).toEqual(['hide'])
  closes = 'close'
  expect(prevented('close')).toBe(false)
})

test('a page that died is loaded anew', () => {
  window.show(running)
  fake.webContents.emit('render-process-gone')
  expect(fake.webContents.loaded).toEqual([`${url}/#token=secret`, `${url}/#token=secret`])
})

test('a second start brings it up', () => {
  window.bringUp()
  expect(fake.calls).toEqual(['restore', 'show', 'focus'])
})
