import { useTranslation } from 'react-i18next'

const known = ['accepted', 'duplicate', 'stale', 'conflict', 'invalid'] as const

/** What the intake said of an order that was taken in again. */
export function useResultWords(): (result: string) => string {
  const { t } = useTranslation()
  return result => {
    const word = known.find(one => one === result)
    return word === undefined ? result : t(`result.${word}`)
  }
}
