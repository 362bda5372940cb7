import { Button } from 'antd'
import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useScreen } from '../door/screen.ts'
import { Blank } from '../look/Blank.tsx'
import { Boundary } from './Boundary.tsx'

/** Long enough to read why; short enough for a screen that nobody stands before. */
const beatMs = 10_000

/**
 * Where what stands around the pages falls over, no alarm is seen any more: the screen is loaded anew by itself. The usual
 * reason is a program that was updated under an open screen.
 */
export function ShellBoundary({ children }: { children: ReactNode }) {
  return (
    <Boundary at="" broken={error => <Broken error={error} />}>
      {children}
    </Boundary>
  )
}

function Broken({ error }: { error: unknown }) {
  const { t } = useTranslation()
  const { rpc } = useScreen().door
  useEffect(() => {
    // Not while the engine is away: the browser would show its own page, which never comes back.
    const reload = () =>
      rpc.today.query().then(
        () => window.location.reload(),
        () => {},
      )
    const timer = setInterval(() => void reload(), beatMs)
    return () => clearInterval(timer)
  }, [rpc])
  return (
    <main className="page-scroll" role="alert">
      <Blank icon="problem" tone="problem" title={t('shell.brokenShell')} hint={t('shell.brokenShellHint')}>
        <code>{String(error)}</code>
        <Button onClick={() => window.location.reload()}>{t('shell.again')}</Button>
      </Blank>
    </main>
  )
}
