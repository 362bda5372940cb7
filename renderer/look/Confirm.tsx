import { Button, Modal } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { stage } from './stage.ts'

type ConfirmProps = {
  open: boolean
  title: string
  children?: ReactNode
  yes: string
  danger?: boolean
  /** running: the button turns and takes no second press */
  busy: boolean
  disabled?: boolean
  onYes: () => void
  onNo: () => void
}

/** One question, two big buttons, in the middle of the page area; navigation and alarms stay free. */
export function Confirm({
  open,
  title,
  children,
  yes,
  danger = false,
  busy,
  disabled = false,
  onYes,
  onNo,
}: ConfirmProps) {
  const { t } = useTranslation()
  return (
    <Modal
      open={open}
      centered
      title={title}
      getContainer={stage}
      onCancel={onNo}
      closable={false}
      // The second tap of a hasty double tap lands beside the dialog and must not close it.
      mask={{ closable: false }}
      destroyOnHidden
      width={460}
      footer={
        <div className="confirm-buttons">
          <Button size="large" onClick={onNo} disabled={busy}>
            {t('shell.cancelConfirm')}
          </Button>
          <Button size="large" type="primary" danger={danger} loading={busy} disabled={disabled} onClick={onYes}>
            {yes}
          </Button>
        </div>
      }
    >
      {children}
    </Modal>
  )
}
