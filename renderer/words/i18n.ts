import { createInstance, type i18n as I18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from './en.ts'
import { zhCN } from './zh-CN.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof zhCN }
  }
}

export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

const key = 'gudang.language'

export const i18n: I18n = createInstance()

export async function startWords(): Promise<void> {
  i18n.on('languageChanged', language => {
    // Also picks the Chinese shapes of characters that Japanese fonts draw otherwise.
    document.documentElement.lang = language
  })
  await i18n.use(initReactI18next).init({
    lng: chosenLanguage() ?? 'zh-CN',
    fallbackLng: 'zh-CN',
    resources: { 'zh-CN': { translation: zhCN }, en: { translation: en } },
    // React escapes; escaping twice would show &amp; to the owner.
    interpolation: { escapeValue: false },
  })
}

/** null: nobody chose one at this browser */
export function chosenLanguage(): Language | null {
  const stored = localStorage.getItem(key)
  return languages.find(language => language === stored) ?? null
}

export function currentLanguage(): Language {
  return i18n.language === 'en' ? 'en' : 'zh-CN'
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(key, language)
  await i18n.changeLanguage(language)
}

/** The shop's language counts until somebody at this browser chooses. */
export async function followShopLanguage(language: Language): Promise<void> {
  if (chosenLanguage() === null && language !== currentLanguage()) await i18n.changeLanguage(language)
}
