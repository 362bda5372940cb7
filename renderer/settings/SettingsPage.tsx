import { Button } from 'antd'
import { type ReactNode, use } from 'react'
import { useTranslation } from 'react-i18next'
import { useRules } from '../door/queries.ts'
import { Failed, Loading } from '../look/Blank.tsx'
import { playBeep, setMuted, useSound } from '../shell/alarm-sound.ts'
import { ShopContext } from '../shell/shop.ts'
import { chooseLanguage, currentLanguage, languages } from '../words/i18n.ts'
import { Rules } from './Rules.tsx'
import { type Setting, Settings } from './Settings.tsx'

/** What this screen does, which is chosen here, and what the shop was told to do, which is not. */
export function SettingsPage() {
  const { t } = useTranslation()
  const shop = use(ShopContext)
  const rules = useRules()
  const facts: Setting[] = [
    [t('settings.name'), shop.name],
    [t('settings.id'), shop.id],
    [t('settings.timezone'), shop.timezone],
    [t('settings.receipts'), t(`settings.receiptsWhen.${shop.receipts}`)],
    [t('settings.version'), shop.version],
  ]
  return (
    <main className="page">
      <div className="page-scroll">
        <h1 className="settings-title">{t('settings.title')}</h1>
        <Card title={t('settings.screen')} hint={t('settings.screenHint')}>
          <ThisScreen />
        </Card>
        <Card title={t('settings.shop')}>
          <Settings list={facts} />
        </Card>
        <Card title={t('settings.rules')}>
          {rules.data !== undefined ? (
            <Rules rules={rules.data} />
          ) : rules.isError ? (
            <Failed title={t('settings.failed')} error={rules.error} again={() => void rules.refetch()} />
          ) : (
            <Loading />
          )}
        </Card>
      </div>
    </main>
  )
}

function Card({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section className="settings-card" aria-label={title}>
      <h2>{title}</h2>
      {hint !== undefined && <p className="list-hint">{hint}</p>}
      {children}
    </section>
  )
}

const languageNames = { 'zh-CN': '中文', en: 'English' } as const

function ThisScreen() {
  const { t } = useTranslation()
  const muted = useSound() === 'muted'
  return (
    <>
      <Choice label={t('settings.language')}>
        {languages.map(one => (
          <button
            key={one}
            type="button"
            className="chip"
            lang={one}
            aria-pressed={one === currentLanguage()}
            onClick={() => void chooseLanguage(one)}
          >
            {languageNames[one]}
          </button>
        ))}
      </Choice>
      <Choice label={t('settings.sound')}>
        {(['on', 'muted'] as const).map(one => (
          <button
            key={one}
            type="button"
            className="chip"
            aria-pressed={muted === (one === 'muted')}
            onClick={() => setMuted(one === 'muted')}
          >
            {t(`settings.soundChoice.${one}`)}
          </button>
        ))}
        <Button onClick={playBeep}>{t('settings.tryOut')}</Button>
      </Choice>
    </>
  )
}

function Choice({ label, children }: { label: string; children: ReactNode }) {
  return (
    <fieldset className="chips settings-choice">
      <legend>{label}</legend>
      {children}
    </fieldset>
  )
}
