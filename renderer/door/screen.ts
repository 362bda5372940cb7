import { QueryClient } from '@tanstack/react-query'
import { createContext, use, useSyncExternalStore } from 'react'
import type { Topic } from '../../shared/domain/views/shop-views.ts'
import { type Connection, createConnection } from './connection.ts'
import { createDoor, type Door } from './door.ts'
import { isTransient } from './fault.ts'
import { createRefresher } from './refresher.ts'
import type { Session } from './session.ts'

declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: { topics?: Topic[] }
  }
}

/** What one sign-in sets up and the next one throws away. */
export type Screen = { door: Door; client: QueryClient; connection: Connection; look: (topics: Topic[]) => void }

export function createScreen(session: Session): Screen {
  // The shop's network is the engine's own machine: "offline" as the browser sees it says nothing about it.
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        retry: (count, error) => count < 1 && isTransient(error),
        retryDelay: 700,
        staleTime: 5_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
  const door = createDoor(window.location.origin, session)
  const refresher = createRefresher(client)
  const connection = createConnection(door.rpc, { onLive: refresher.lookAtAll, onTopics: refresher.look })
  return { door, client, connection, look: refresher.look }
}

export const ScreenContext = createContext<Screen | null>(null)

export function useScreen(): Screen {
  const screen = use(ScreenContext)
  if (screen === null) throw new Error('used outside of a signed-in screen')
  return screen
}

/** null while the line to the engine stands, else since when it is lost (ms) */
export function useLostSince(): number | null {
  const { connection } = useScreen()
  return useSyncExternalStore(connection.subscribe, connection.lostSince)
}
