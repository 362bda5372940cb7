import { useTranslation } from 'react-i18next'
import { useBoard } from '../door/queries.ts'
import { Failed, Loading } from '../look/Blank.tsx'
import { Board } from './Board.tsx'
import { OrderPanel } from './OrderPanel.tsx'

/** The board, and beside it (on a phone: over it) the order that was touched. */
export function OrdersPage({ open }: { open: { source: string; orderId: string } | null }) {
  const { t } = useTranslation()
  const board = useBoard()
  return (
    <main className="page orders" data-open={open !== null}>
      <div className="page-scroll">
        {board.data !== undefined ? (
          <Board board={board.data} open={open} />
        ) : board.isError ? (
          <Failed title={t('board.failed')} error={board.error} again={() => void board.refetch()} />
        ) : (
          <Loading />
        )}
      </div>
      {open !== null && <OrderPanel key={`${open.source}/${open.orderId}`} {...open} />}
    </main>
  )
}
