import { Button, Input, Modal } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type TokenScope, tokenScopes } from '../../shared/domain/token-scope.ts'
import type { NewTokenView } from '../../shared/domain/views/shop-views.ts'
import { useAct } from '../door/act.ts'
import { Confirm } from '../look/Confirm.tsx'
import { stage } from '../look/stage.ts'

/** For whom and for what; then the token itself, this once: it is in no list, no file and no log. */
export function NewToken({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const field = useId()
  const [name, setName] = useState('')
  const [scope, setScope] = useState<TokenScope>('operate')
  const [made, setMade] = useState<NewTokenView | null>(null)
  const add = useAct({
    call: ({ rpc }) => rpc.addToken.mutate({ name: name.trim(), scope }),
    done: token => {
      setMade(token)
      return null
    },
    refused: () => t('token.taken', { name: name.trim() }),
  })
  if (made !== null) return <ShownOnce made={made} onClose={onClose} />
  return (
    <Confirm
      open
      title={t('token.add')}
      yes={t('token.make')}
      busy={add.isPending}
      disabled={name.trim() === ''}
      onYes={() => add.mutate(undefined)}
      onNo={onClose}
    >
      <label htmlFor={field}>{t('token.name')}</label>
      <Input
        id={field}
        size="large"
        value={name}
        maxLength={40}
        autoComplete="off"
        autoFocus
        placeholder={t('token.nameExample')}
        onChange={event => setName(event.target.value)}
      />
      <div className="choices" role="radiogroup" aria-label={t('token.scopeLabel')}>
        {tokenScopes.map(one => (
          <label key={one} className="choice" data-picked={scope === one}>
            <input type="radio" name="scope" checked={scope === one} onChange={() => setScope(one)} />
            <span className="choice-name">
              {t(`token.scope.${one}`)}
              <span className="token-scope-hint">{t(`token.scopeHint.${one}`)}</span>
            </span>
          </label>
        ))}
      </div>
    </Confirm>
  )
}

function ShownOnce({ made, onClose }: { made: NewTokenView; onClose: () => void }) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  const address = `${window.location.origin}/#token=${made.token}`
  const copy = (text: string) => {
    // Not every browser lets a page near the clipboard; the text can be marked by hand all the same.
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  }
  return (
    <Modal
      open
      centered
      title={t('token.made', { name: made.name })}
      getContainer={stage}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      width={560}
      footer={
        <div className="confirm-buttons">
          <Button size="large" onClick={() => copy(address)}>
            {copied ? t('token.copied') : t('token.copy')}
          </Button>
          <Button size="large" type="primary" onClick={onClose}>
            {t('token.noted')}
          </Button>
        </div>
      }
    >
      <p className="token-once">{t('token.once')}</p>
      <p className="token-what">{t('token.forScreen')}</p>
      <code className="token-text" data-testid="new-token-address">
        {address}
      </code>
      <p className="token-what">{t('token.forProgram')}</p>
      <code className="token-text" data-testid="new-token">
        {made.token}
      </code>
    </Modal>
  )
}
