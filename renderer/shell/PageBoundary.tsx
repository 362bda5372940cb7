import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useScreen } from '../door/screen.ts'
import { Blank } from '../look/Blank.tsx'
import { Boundary } from './Boundary.tsx'

/** A page that falls over takes no alarm and no other page with it. */
export function PageBoundary({ at, children }: { at: string; children: ReactNode }) {
  const { t } = useTranslation()
  const { client } = useScreen()
  return (
    <Boundary
      at={at}
      broken={(error, again) => (
        <main className="page">
          <div className="page-scroll">
            <Blank icon="problem" tone="problem" title={t('shell.broken')} hint={t('shell.brokenHint')}>
              <code>{String(error)}</code>
              <Button
                onClick={() => {
                  // What it fell over may be an answer: those that nothing else shows are asked for anew.
                  client.removeQueries({ type: 'inactive' })
                  again()
                }}
              >
                {t('shell.again')}
              </Button>
            </Blank>
          </div>
        </main>
      )}
    >
      {children}
    </Boundary>
  )
}
