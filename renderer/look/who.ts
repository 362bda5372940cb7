import { useTranslation } from 'react-i18next'

const commands = ['command', 'printers', 'shop erase']

/** Who did something, as people say it: a person's name stays, a program's becomes words. */
export function useWho(): (by: string) => string {
  const { t } = useTranslation()
  return by => {
    if (by === 'screen') return t('who.screen')
    if (by === 'api') return t('who.program')
    return commands.includes(by) ? t('who.command') : by
  }
}
