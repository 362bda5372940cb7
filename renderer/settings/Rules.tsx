import { useTranslation } from 'react-i18next'
import type { RulesView } from '../../shared/domain/views/shop-views.ts'
import { Settings } from './Settings.tsx'

export function Rules({ rules }: { rules: RulesView }) {
  const { t } = useTranslation()
  const { releaseMinutesBefore: before } = rules
  return (
    <>
      <Settings
        list={[
          [t('settings.dayStart'), rules.businessDayStart],
          [t('settings.uncertain'), t(`settings.uncertainRule.${rules.uncertain}`)],
          [t('settings.staleAfter'), t('settings.minutes', { count: rules.staleAfterMinutes })],
          [t('settings.alarmAfter'), t('settings.seconds', { count: rules.alarmAfterSeconds })],
          [
            t('settings.release'),
            before === null ? t('settings.releaseAtOnce') : t('settings.releaseBefore', { count: before }),
          ],
          [t('settings.customerDays'), t('settings.days', { count: rules.customerDays })],
          [t('settings.backupAlso'), rules.backupAlso ? t('settings.backupThere') : t('settings.backupNone')],
        ]}
      />
      <p className="list-hint">{t('settings.change')}</p>
      <p className="list-hint">
        {t('settings.changeCommands')} <code>npm run shop -- forget --after 30</code>{' '}
        <code>npm run shop -- backup --also …</code>
      </p>
    </>
  )
}
