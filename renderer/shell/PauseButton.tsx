import { use, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAct } from '../door/act.ts'
import { Confirm } from '../look/Confirm.tsx'
import { Icon } from '../look/Icon.tsx'
import { ShopContext } from './shop.ts'

/** 打烊. While it stands, the banner has the way back. */
export function PauseButton() {
  const { t } = useTranslation()
  const shop = use(ShopContext)
  const [asking, setAsking] = useState(false)
  const pause = useAct({
    call: ({ rpc }) => rpc.pauseShop.mutate({}),
    done: () => {
      setAsking(false)
      return t('pause.done')
    },
  })
  if (shop.paused !== null || shop.id === '') return null
  return (
    <>
      <button
        type="button"
        className="shell-button"
        data-testid="shop-pause"
        aria-label={t('pause.button')}
        onClick={() => setAsking(true)}
      >
        <Icon name="shop" size={22} />
        <span>{t('pause.button')}</span>
      </button>
      <Confirm
        open={asking}
        title={t('pause.ask')}
        yes={t('pause.yes')}
        danger
        busy={pause.isPending}
        onYes={() => pause.mutate(undefined)}
        onNo={() => setAsking(false)}
      >
        {t('pause.text')}
      </Confirm>
    </>
  )
}
