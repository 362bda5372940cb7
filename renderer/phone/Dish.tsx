import { useState } from 'react'
import type { CartLine, Menu } from '../../shared/domain/cart.ts'
import { price } from '../look/money.ts'
import type { PhoneWords } from './phone-words.ts'

/** One dish: a tap adds it, made as the chips below it say. */
export function Dish({
  dish,
  count,
  words,
  onAdd,
}: {
  dish: Menu[number]
  count: number
  words: PhoneWords
  onAdd: (choices: CartLine['choices']) => void
}) {
  const [chosen, setChosen] = useState<Record<string, string>>({})

  function add() {
    const choices = dish.options.flatMap(({ name }) => {
      const choice = chosen[name]
      return choice === undefined ? [] : [{ option: name, choice }]
    })
    onAdd(choices)
  }

  function toggle(option: string, choice: string) {
    setChosen(({ [option]: before, ...others }) => (before === choice ? others : { ...others, [option]: choice }))
  }

  return (
    <li className="phone-dish">
      <button type="button" className="phone-add" data-testid={`phone-item-${dish.sku}`} onClick={add}>
        <span className="phone-name">{dish.name}</span>
        <span className="phone-price">
          {price(dish.price)}
          {dish.unit && <small>/{dish.unit}</small>}
        </span>
        <span className="phone-plus" data-some={count > 0} title={words.add}>
          {count > 0 ? count : '+'}
        </span>
      </button>
      {dish.options.map(option => (
        <div key={option.name} className="phone-options">
          <span>{option.name}</span>
          {option.choices.map(choice => (
            <button
              key={choice.name}
              type="button"
              className="phone-chip"
              aria-pressed={chosen[option.name] === choice.name}
              onClick={() => toggle(option.name, choice.name)}
            >
              {choice.name}
              {choice.price > 0 && ` +${price(choice.price)}`}
            </button>
          ))}
        </div>
      ))}
    </li>
  )
}
