import { useTranslation } from 'react-i18next'
import { Icon } from '../look/Icon.tsx'
import { chooseLanguage, currentLanguage } from '../words/i18n.ts'

/** Names the other language in that language, so that whoever needs it can read it. */
export function LanguageSwitch() {
  const { t } = useTranslation()
  const other = currentLanguage() === 'en' ? 'zh-CN' : 'en'
  return (
    <button
      type="button"
      className="shell-button"
      data-testid="language"
      lang={other}
      onClick={() => void chooseLanguage(other)}
    >
      <Icon name="language" size={22} />
      <span>{t('shell.switchLanguage')}</span>
    </button>
  )
}
