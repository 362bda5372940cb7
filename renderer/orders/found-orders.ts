import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { OrderView } from '../../shared/domain/views/order-views.ts'
import { useScreen } from '../door/screen.ts'

/** A word is typed to its end before the engine is asked. */
const pauseMs = 300
/** To search a day costs more than a look at one thing: it is asked again by the clock, not with every change. */
const beatMs = 5_000
/** characters, of what the engine is asked */
export const longestSearch = 64

export type FoundOrders = { orders: OrderView[]; asking: boolean; error: unknown; again: () => void }

/** Orders of the running day that the board does not list; nothing is asked for an empty text. */
export function useFoundOrders(text: string): FoundOrders {
  const { rpc } = useScreen().door
  const asked = useSettled(text)
  const found = useQuery({
    queryKey: ['found-orders', asked],
    enabled: asked !== '',
    queryFn: ({ signal }) => rpc.findOrders.query({ text: asked }, { signal }),
    refetchInterval: beatMs,
  })
  const again = () => void found.refetch()
  if (text === '') return { orders: [], asking: false, error: null, again }
  if (text !== asked) return { orders: [], asking: true, error: null, again }
  return { orders: found.data ?? [], asking: found.isPending, error: found.error, again }
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), pauseMs)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
