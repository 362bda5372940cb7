import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TokenView } from '../../shared/domain/views/shop-views.ts'
import { useAct } from '../door/act.ts'
import { Confirm } from '../look/Confirm.tsx'
import { timeOf } from '../look/time.ts'
import { useWho } from '../look/who.ts'
import { useTimezone } from '../shell/shop.ts'

export function TokenCard({ one }: { one: TokenView }) {
  const { t } = useTranslation()
  const timezone = useTimezone()
  const [asking, setAsking] = useState(false)
  const person = useWho()(one.createdBy)
  const revoke = useAct({
    call: ({ rpc }) => rpc.revokeToken.mutate({ tokenId: one.id }),
    done: () => {
      setAsking(false)
      return t('token.revoked', { name: one.name })
    },
  })
  const facts: [word: string, value: string][] = [
    [t('token.lastUsed'), one.lastUsedAt === null ? t('token.never') : timeOf(one.lastUsedAt, timezone)],
    [t('token.created'), `${timeOf(one.createdAt, timezone)} · ${person}`],
    ...(one.revokedAt === null
      ? []
      : ([[t('token.revokedAt'), timeOf(one.revokedAt, timezone)]] as [string, string][])),
  ]
  return (
    <article className="token-card" data-testid={`token-${one.id}`} data-revoked={one.revokedAt !== null}>
      <header>
        <h2>{one.name}</h2>
        <span className="token-scope" data-scope={one.scope}>
          {t(`token.scope.${one.scope}`)}
        </span>
      </header>
      <dl className="token-facts">
        {facts.map(([word, value]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {one.revokedAt === null && (
        <Button danger size="large" onClick={() => setAsking(true)}>
          {t('token.revoke')}
        </Button>
      )}
      <Confirm
        open={asking}
        title={t('token.revokeAsk', { name: one.name })}
        yes={t('token.revoke')}
        danger
        busy={revoke.isPending}
        onYes={() => revoke.mutate(undefined)}
        onNo={() => setAsking(false)}
      >
        {t('token.revokeText')}
      </Confirm>
    </article>
  )
}
