import { useTranslation } from 'react-i18next'
import { reportWords } from '../../shared/report/report-words.ts'
import { daySlipWords } from '../../shared/ticket/day-slip-words.ts'
import { paperWords } from '../../shared/ticket/words.ts'

/** What paper and files say too, in this screen's language. */
export function useReportWords() {
  const { i18n } = useTranslation()
  const language = i18n.language === 'en' ? 'en' : 'zh-CN'
  return { slip: daySlipWords(language), paper: paperWords(language), file: reportWords(language) }
}
