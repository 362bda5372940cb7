import { Button, Input } from 'antd'
import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { tokenInText } from '../door/session.ts'
import { Icon } from '../look/Icon.tsx'
import { LanguageSwitch } from './LanguageSwitch.tsx'
import { cleanAddress } from './route.ts'

/** Asks the engine nothing: without a token there is nothing to ask with. */
export function SignIn({ refused, onToken }: { refused: boolean; onToken: (token: string) => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [unreadable, setUnreadable] = useState(false)
  const field = useId()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const token = tokenInText(text)
    setUnreadable(token === null)
    if (token === null) return
    cleanAddress()
    onToken(token)
  }
  const trouble = unreadable ? t('signIn.unreadable') : refused ? t('signIn.refused') : null
  return (
    <main className="sign-in">
      <form className="sign-in-card" onSubmit={submit}>
        <div className="sign-in-head">
          <img src="./favicon.svg" alt="" width={48} height={48} />
          <span className="sign-in-name">{t('app')}</span>
          <LanguageSwitch />
        </div>
        <h1>{t('signIn.title')}</h1>
        {trouble !== null && (
          <p className="sign-in-trouble" role="alert">
            <Icon name="problem" size={22} />
            {trouble}
          </p>
        )}
        <p className="sign-in-hint">{t('signIn.hint')}</p>
        <label htmlFor={field}>{t('signIn.label')}</label>
        <Input
          id={field}
          size="large"
          value={text}
          autoComplete="off"
          spellCheck={false}
          autoFocus
          placeholder="http://127.0.0.1:8760/#token=…"
          onChange={event => setText(event.target.value)}
        />
        <Button type="primary" size="large" htmlType="submit" block>
          {t('signIn.button')}
        </Button>
      </form>
    </main>
  )
}
