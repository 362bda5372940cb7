import { QueryClientProvider } from '@tanstack/react-query'
import { App as Antd, ConfigProvider } from 'antd'
import enUS from 'antd/es/locale/en_US.js'
import zhCN from 'antd/es/locale/zh_CN.js'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { createScreen, type Screen, ScreenContext } from './door/screen.ts'
import type { Session } from './door/session.ts'
import { stage } from './look/stage.ts'
import { Shell } from './shell/Shell.tsx'
import { ShellBoundary } from './shell/ShellBoundary.tsx'
import { SignIn } from './shell/SignIn.tsx'
import { theme, toneVariables } from './theme.ts'

export function App({ session }: { session: Session }) {
  const { i18n } = useTranslation()
  const { token, serial, refused } = useSyncExternalStore(session.subscribe, session.state)
  return (
    <ConfigProvider
      theme={theme}
      locale={i18n.language === 'en' ? enUS : zhCN}
      getPopupContainer={stage}
      button={{ autoInsertSpace: false }}
    >
      <Antd className="app" style={toneVariables()} message={{ getContainer: stage, top: 12, maxCount: 3 }}>
        {token === null ? (
          <SignIn refused={refused} onToken={session.signIn} />
        ) : (
          <SignedIn key={`${serial}`} session={session} />
        )}
      </Antd>
    </ConfigProvider>
  )
}

function SignedIn({ session }: { session: Session }) {
  const [screen, setScreen] = useState<Screen | null>(null)
  useEffect(() => {
    const made = createScreen(session)
    setScreen(made)
    return () => {
      made.connection.stop()
      made.client.clear()
    }
  }, [session])
  if (screen === null) return null
  return (
    <QueryClientProvider client={screen.client}>
      <ScreenContext value={screen}>
        <KeptNotice session={session} />
        <ShellBoundary>
          <Shell />
        </ShellBoundary>
      </ScreenContext>
    </QueryClientProvider>
  )
}

/** Somebody tried to sign in over this screen, and could not. */
function KeptNotice({ session }: { session: Session }) {
  const { t } = useTranslation()
  const { message } = Antd.useApp()
  const { kept } = useSyncExternalStore(session.subscribe, session.state)
  const told = useRef(kept)
  useEffect(() => {
    if (kept !== told.current) void message.warning(t('signIn.kept'), 6)
    told.current = kept
  }, [kept, message, t])
  return null
}
