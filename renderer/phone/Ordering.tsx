import { useRef, useState } from 'react'
import type { Cart, Menu } from '../../shared/domain/cart.ts'
import { price } from '../look/money.ts'
import { type Basket, basketTotal, countDishes, withOneLess, withOneMore } from './basket.ts'
import { Dish } from './Dish.tsx'
import { placeOrder } from './phone-door.ts'
import { fill, type PhoneWords } from './phone-words.ts'

/** The menu, and the cart below it. */
export function Ordering({
  menu,
  words,
  onPlaced,
}: {
  menu: Menu
  words: PhoneWords
  onPlaced: (order: string) => void
}) {
  const [basket, setBasket] = useState<Basket>([])
  const [serviceMode, setServiceMode] = useState<Cart['serviceMode']>('dine-in')
  const [note, setNote] = useState('')
  const [state, setState] = useState<'idle' | 'paying' | 'failed' | 'busy'>('idle')
  // The second tap of a double tap comes before the button has been drawn disabled.
  const paying = useRef(false)
  const categories = [...new Set(menu.map(dish => dish.category ?? ''))]

  async function pay() {
    if (paying.current) return
    paying.current = true
    setState('paying')
    try {
      const placed = await placeOrder({ lines: [...basket], serviceMode, note })
      onPlaced(placed.order)
    } catch (error) {
      setState(error instanceof Error && error.message === '429' ? 'busy' : 'failed')
    } finally {
      paying.current = false
    }
  }

  if (menu.length === 0) return <p className="phone-wait">{words.menuEmpty}</p>
  return (
    <>
      <main className="phone-menu">
        {categories.map(category => (
          <section key={category}>
            <h2>{category === '' ? words.others : category}</h2>
            <ul>
              {menu
                .filter(dish => (dish.category ?? '') === category)
                .map(dish => (
                  <Dish
                    key={dish.sku}
                    dish={dish}
                    count={countDishes(basket.filter(line => line.sku === dish.sku))}
                    words={words}
                    onAdd={choices => setBasket(now => withOneMore(now, { sku: dish.sku, choices }))}
                  />
                ))}
            </ul>
          </section>
        ))}
      </main>
      <footer className="phone-cart">
        {basket.length > 0 && (
          <ul className="phone-lines">
            {basket.map(line => {
              const key = `${line.sku} ${line.choices.map(one => one.choice).join(' ')}`
              return (
                <li key={key}>
                  <span>
                    {menu.find(dish => dish.sku === line.sku)?.name}
                    <small>{line.choices.map(one => one.choice).join(' ')}</small>
                  </span>
                  <button
                    type="button"
                    aria-label={words.less}
                    onClick={() => setBasket(now => withOneLess(now, line))}
                  >
                    −
                  </button>
                  <b>{line.quantity}</b>
                  <button type="button" aria-label={words.add} onClick={() => setBasket(now => withOneMore(now, line))}>
                    +
                  </button>
                </li>
              )
            })}
          </ul>
        )}
        <div className="phone-wishes">
          {(['dine-in', 'takeaway'] as const).map(mode => (
            <button
              key={mode}
              type="button"
              aria-pressed={serviceMode === mode}
              className="phone-chip"
              onClick={() => setServiceMode(mode)}
            >
              {mode === 'dine-in' ? words.dineIn : words.takeaway}
            </button>
          ))}
          <input
            value={note}
            maxLength={200}
            aria-label={words.note}
            placeholder={words.noteExample}
            onChange={event => setNote(event.target.value)}
          />
        </div>
        {(state === 'failed' || state === 'busy') && (
          <p className="phone-failed" role="alert">
            {state === 'busy' ? words.payBusy : words.payFailed}
          </p>
        )}
        <button
          type="button"
          className="phone-pay"
          data-testid="phone-pay"
          disabled={basket.length === 0 || state === 'paying'}
          onClick={() => void pay()}
        >
          {state === 'paying'
            ? words.paying
            : basket.length === 0
              ? words.cartEmpty
              : fill(words.pay, { sum: price(basketTotal(menu, basket)) })}
        </button>
      </footer>
    </>
  )
}
