import { useTranslation } from 'react-i18next'

/** How old something is, in whole minutes: 刚刚, 12 分钟, 1 小时 5 分. */
export function useAgeWords(): (minutes: number) => string {
  const { t } = useTranslation()
  return minutes => {
    if (minutes < 1) return t('board.justNow')
    if (minutes < 60) return t('board.minutes', { count: minutes })
    if (minutes % 60 === 0) return t('board.hoursFull', { count: minutes / 60 })
    return t('board.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
  }
}
