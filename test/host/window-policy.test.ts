import { expect, test } from 'vitest'
import { engineArguments } from '../../main/host/electron/engine-arguments.ts'
import type { EngineState } from '../../main/host/electron/engine-keeper.ts'
import { quitQuestion } from '../../main/host/electron/quit-question.ts'
import { waitingPage } from '../../main/host/electron/waiting-page.ts'
import {
  mayLoad,
  mayNavigate,
  screenAddress,
  webPreferences,
  whatToShow,
} from '../../main/host/electron/window-policy.ts'

const engine = 'http://127.0.0.1:8760'
const running: EngineState = { kind: 'running', url: engine, token: 't' }
const down = (failures: number): EngineState => ({ kind: 'down', why: 'port 8760 is in use', failures, againInMs: 500 })
const screen = { kind: 'screen', url: engine } as const

test('the window goes nowhere but to its engine', () => {
  expect(mayNavigate(`${engine}/phone/?a=1#b`, engine)).toBe(true)
  for (const elsewhere of [
    'http://127.0.0.1:8761/',
    'http://127.0.0.1:87600/',
    'http://127.0.0.1:8760.evil.example/',
    'http://127.0.0.1:8760@evil.example/',
    'http://user:pw@127.0.0.1:8760/',
    'https://127.0.0.1:8760/',
    'http://localhost:8760/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,hello',
    'about:blank',
    'not an address',
    '',
  ]) {
    expect(mayNavigate(elsewhere, engine), elsewhere).toBe(false)
  }
  expect(mayNavigate(engine, null)).toBe(false)
  expect(mayNavigate('about:blank', 'about:blank')).toBe(false)
})

test('and loads nothing from elsewhere', () => {
  expect(mayLoad(`${engine}/assets/a.js`, engine)).toBe(true)
  expect(mayLoad('blob:http://127.0.0.1:8760/x', engine)).toBe(true)
  expect(mayLoad(waitingPage({ kind: 'starting' }), null)).toBe(true)
  expect(mayLoad('https://evil.example/data:', engine)).toBe(false)
  expect(mayLoad('http://127.0.0.1:8760.evil.example/', engine)).toBe(false)
})

test('the page has no Node, a sandbox, and developer tools only for developers', () => {
  expect(webPreferences({ packaged: true })).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
    devTools: false,
  })
  expect(webPreferences({ packaged: true })).not.toHaveProperty('preload')
  expect(webPreferences({ packaged: false }).devTools).toBe(true)
})

test('a screen stays while its engine is back in a moment; then the reason is shown', () => {
  expect(whatToShow({ kind: 'starting' }, { kind: 'nothing' })).toBe('waiting')
  expect(whatToShow(running, { kind: 'waiting' })).toBe('screen')
  expect(whatToShow(down(1), screen)).toBe('keep')
  expect(whatToShow({ kind: 'starting' }, screen)).toBe('keep')
  expect(whatToShow(running, screen)).toBe('keep')
  expect(whatToShow({ ...running, url: 'http://127.0.0.1:9999' }, screen)).toBe('screen')
  expect(whatToShow(down(3), screen)).toBe('waiting')
  expect(whatToShow(down(1), { kind: 'waiting' })).toBe('waiting')
  expect(whatToShow({ kind: 'stopping' }, screen)).toBe('waiting')
})

test('the waiting page says why in plain text that can do nothing', () => {
  const page = decodeURIComponent(waitingPage({ ...down(2), why: '<script>alert("1")</script>' } as EngineState))
  expect(page).toContain('接单程序停了')
  expect(page).toContain('第 2 次')
  expect(page).not.toContain('<script')
  expect(page).toContain("default-src 'none'")
})

test('the token is in the fragment', () => {
  expect(screenAddress({ url: engine, token: 'a-b_c' })).toBe(`${engine}/#token=a-b_c`)
})

test('quitting asks only while tickets are owed', () => {
  expect(quitQuestion([])).toBeNull()
  expect(quitQuestion([{ queue: 0 }, { queue: 0 }])).toBeNull()
  expect(quitQuestion([{ queue: 2 }, { queue: 1 }])?.message).toContain('3 张小票')
})

test("the engine gets our arguments, not Electron's", () => {
  const argv = ['/opt/electron', '--no-first-run', '/app/main.ts', '--data', '/d', '--port=0', '--inspect=1', 'file']
  expect(engineArguments(argv)).toEqual(['--data=/d', '--port=0'])
  expect(engineArguments(['x', '--config', '/a=b.json', '--host'])).toEqual(['--config=/a=b.json'])
})
