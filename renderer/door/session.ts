// Who is signed in at this browser. The token lives in session storage and is forgotten with the tab.

export type SessionState = {
  token: string | null
  /** counts sign-ins: a new one starts everything anew, even with the same token */
  serial: number
  /** the door did not know the last token */
  refused: boolean
  /** counts tokens that the door did not know and that therefore did not take the place of one that it does */
  kept: number
}

export type Session = {
  state(): SessionState
  subscribe(listener: () => void): () => void
  signIn(token: string): void
  /** a token came that the door does not know: whoever is signed in stays so */
  keep(): void
  /** the door answered 401 to this token; a late answer to an old token changes nothing */
  refuse(token: string | null): void
}

const key = 'gudang.token'

export function createSession(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): Session {
  let state: SessionState = { token: storage.getItem(key), serial: 0, refused: false, kept: 0 }
  const listeners = new Set<() => void>()
  const become = (next: SessionState) => {
    state = next
    for (const listener of listeners) listener()
  }
  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    signIn(token) {
      storage.setItem(key, token)
      become({ ...state, token, serial: state.serial + 1, refused: false })
    },
    keep: () => become({ ...state, kept: state.kept + 1 }),
    refuse(token) {
      if (token === null || token !== state.token) return
      storage.removeItem(key)
      become({ ...state, token: null, refused: true })
    },
  }
}

/** The token of `#token=…`, or null where the address has none. */
export function tokenInHash(hash: string): string | null {
  const found = /^#\/?token=([^&]+)/.exec(hash)?.[1]
  if (found === undefined) return null
  try {
    return decodeURIComponent(found)
  } catch {
    return found
  }
}

/** What a person pastes: the whole printed address, or the token alone. */
export function tokenInText(text: string): string | null {
  const trimmed = text.trim()
  const hash = trimmed.indexOf('#')
  const token = hash >= 0 ? tokenInHash(trimmed.slice(hash)) : trimmed
  return token !== null && /^[\x21-\x7e]{1,512}$/.test(token) ? token : null
}
