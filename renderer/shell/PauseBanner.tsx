import { use } from 'react'
import { useTranslation } from 'react-i18next'
import { useAct } from '../door/act.ts'
import { Icon } from '../look/Icon.tsx'
import { timeOf } from '../look/time.ts'
import { useWho } from '../look/who.ts'
import { ShopContext } from './shop.ts'

/** A shop that was closed and forgotten takes no money: it stands on every page until somebody opens it. */
export function PauseBanner() {
  const { t } = useTranslation()
  const { paused, timezone } = use(ShopContext)
  const who = useWho()
  const resume = useAct({
    call: ({ rpc }) => rpc.resumeShop.mutate({}),
    done: () => t('pause.resumed'),
  })
  if (paused === null) return null
  const by = who(paused.by)
  return (
    <div className="pause-banner" role="status" data-testid="shop-paused">
      <Icon name="shop" size={30} />
      <p>
        <strong>{t('pause.standing')}</strong>{' '}
        <span className="pause-since">{t('pause.since', { time: timeOf(paused.since, timezone), by })}</span>
        {paused.orders > 0 && <span className="pause-came">{t('pause.came', { count: paused.orders })}</span>}
      </p>
      <button
        type="button"
        className="pause-resume"
        data-testid="shop-resume"
        disabled={resume.isPending}
        onClick={() => resume.mutate(undefined)}
      >
        {t('pause.resume')}
      </button>
    </div>
  )
}
