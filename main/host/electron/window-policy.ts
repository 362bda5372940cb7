import type { EngineState } from './engine-keeper.ts'

// What the window may do and what it shows. Orders are text from strangers, so the page gets nothing but a door.

export function webPreferences({ packaged }: { packaged: boolean }) {
  return {
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    spellcheck: false,
    devTools: !packaged,
    // An alarm sounds although nobody has touched the screen yet, and a covered window still notices one.
    autoplayPolicy: 'no-user-gesture-required',
    backgroundThrottling: false,
  } as const
}

/** Only within the engine's exact origin: parsed, because `http://127.0.0.1:8760.evil` begins like it. */
export function mayNavigate(target: string, engineUrl: string | null): boolean {
  if (engineUrl === null || !URL.canParse(target) || !URL.canParse(engineUrl)) return false
  const { origin, username, password } = new URL(target)
  return origin !== 'null' && origin === new URL(engineUrl).origin && username === '' && password === ''
}

/** Everything that the page may fetch: its engine, and what it made itself. */
export function mayLoad(target: string, engineUrl: string | null): boolean {
  return /^(data|blob|devtools):/.test(target) || mayNavigate(target, engineUrl)
}

/** The address that signs the screen in (contract §12); a fragment never reaches the server. */
export function screenAddress({ url, token }: { url: string; token: string }): string {
  return `${url}/#token=${encodeURIComponent(token)}`
}

/** What the window has now: nothing yet, the page that asks for patience, or the screen of this engine. */
export type Shown = { kind: 'nothing' } | { kind: 'waiting' } | { kind: 'screen'; url: string }

/**
 * What it should have. A screen is left alone while its engine is away for a moment: it says so itself and reconnects,
 * and somebody may be typing. Only after `patience` failed starts in a row the reason takes its place.
 */
export function whatToShow(state: EngineState, shown: Shown): 'keep' | 'waiting' | 'screen' {
  switch (state.kind) {
    case 'running':
      return shown.kind === 'screen' && shown.url === state.url ? 'keep' : 'screen'
    case 'down':
      return shown.kind === 'screen' && state.failures < patience ? 'keep' : 'waiting'
    case 'starting':
      return shown.kind === 'nothing' ? 'waiting' : 'keep'
    case 'stopping':
    case 'stopped':
      return 'waiting'
  }
}

const patience = 3
