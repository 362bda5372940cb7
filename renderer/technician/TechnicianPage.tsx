import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useTokens } from '../door/queries.ts'
import { Blank, Failed, Loading } from '../look/Blank.tsx'
import { NewToken } from './NewToken.tsx'
import { TestOrder } from './TestOrder.tsx'
import { TokenCard } from './TokenCard.tsx'

/** Who else may use this engine, and with what right: one token per screen and program, each taken back by itself. */
export function TechnicianPage() {
  const { t } = useTranslation()
  const tokens = useTokens()
  const [adding, setAdding] = useState(false)
  const standing = tokens.data?.filter(one => one.revokedAt === null) ?? []
  const revoked = tokens.data?.filter(one => one.revokedAt !== null).toReversed() ?? []
  return (
    <main className="page">
      <div className="page-scroll">
        <TestOrder />
        {tokens.data === undefined ? (
          tokens.isError ? (
            <Failed title={t('token.failed')} error={tokens.error} again={() => void tokens.refetch()} />
          ) : (
            <Loading />
          )
        ) : (
          <section aria-label={t('token.title')}>
            <header className="token-head">
              <h1>{t('token.title')}</h1>
              <Button type="primary" size="large" onClick={() => setAdding(true)}>
                {t('token.add')}
              </Button>
            </header>
            <p className="list-hint">{t('token.hint')}</p>
            {standing.length === 0 ? (
              <Blank icon="technician" tone="printed" title={t('token.empty')} hint={t('token.emptyHint')} />
            ) : (
              <div className="token-cards">
                {standing.map(one => (
                  <TokenCard key={one.id} one={one} />
                ))}
              </div>
            )}
            {revoked.length > 0 && (
              <details className="done-list">
                <summary>{t('token.revokedCount', { count: revoked.length })}</summary>
                <div className="token-cards">
                  {revoked.map(one => (
                    <TokenCard key={one.id} one={one} />
                  ))}
                </div>
              </details>
            )}
            {adding && <NewToken onClose={() => setAdding(false)} />}
          </section>
        )}
      </div>
    </main>
  )
}
