import { useEffect, useEffectEvent, useState } from 'react'
import { price } from '../look/money.ts'
import { followOrder, type PhoneOrder, type PhoneStatus } from './phone-door.ts'
import { fill, type PhoneWords } from './phone-words.ts'

const lookMs = 1_000
/** How many of the three steps are behind it. */
const stepOf: Record<PhoneStatus, number> = {
  accepted: 1,
  problem: 1,
  making: 2,
  ready: 3,
  collected: 3,
  cancelled: 0,
}

/** What the real mini-program shows after the payment: the number, and how far the order is. */
export function OrderStatus({ order, words, onAgain }: { order: string; words: PhoneWords; onAgain: () => void }) {
  const [seen, setSeen] = useState<PhoneOrder | null>(null)
  const [away, setAway] = useState(false)

  /** Aged out, or another shop's. */
  const onGone = useEffectEvent(onAgain)
  useEffect(() => {
    const leaving = new AbortController()
    let timer = 0
    const look = async () => {
      try {
        const now = await followOrder(order, leaving.signal)
        setAway(false)
        if (now === null) return onGone()
        setSeen(now)
      } catch {
        if (leaving.signal.aborted) return
        setAway(true)
      }
      timer = window.setTimeout(() => void look(), lookMs)
    }
    void look()
    return () => {
      leaving.abort()
      window.clearTimeout(timer)
    }
  }, [order])

  if (seen === null) return <p className="phone-wait">{away ? words.away : words.loading}</p>
  const done = stepOf[seen.status]
  return (
    <main className="phone-order">
      <p className="phone-pickup">
        {words.pickup}
        <b>{seen.pickupNo}</b>
      </p>
      <p className="phone-status" data-testid="phone-status" data-state={seen.status} role="status">
        {words.status[seen.status]}
      </p>
      {done > 0 && (
        <ol className="phone-steps">
          {words.steps.map((step, index) => (
            <li key={step} data-done={index < done}>
              {step}
            </li>
          ))}
        </ol>
      )}
      <p className="phone-paid">{fill(words.paid, { sum: price(seen.payable) })}</p>
      {away && <p className="phone-failed">{words.away}</p>}
      <button type="button" className="phone-again" onClick={onAgain}>
        {words.again}
      </button>
    </main>
  )
}
