import { useEffect, useState } from 'react'
import { Ordering } from './Ordering.tsx'
import { OrderStatus } from './OrderStatus.tsx'
import { fetchShop, type PhoneShop } from './phone-door.ts'
import { type PhoneLanguage, phoneWords } from './phone-words.ts'

const placedKey = 'gudang.phone.order'
const languageKey = 'gudang.phone.language'
const againMs = 2_000

/** The training mini-program: a menu, a cart, a payment that takes nothing, and then what becomes of the order. */
export function Phone() {
  const [shop, setShop] = useState<PhoneShop | null>(null)
  const [away, setAway] = useState(false)
  const [placed, setPlaced] = useState(() => sessionStorage.getItem(placedKey))
  const [chosen, setChosen] = useState(() => localStorage.getItem(languageKey))
  const language: PhoneLanguage = (chosen ?? shop?.shop.language) === 'en' ? 'en' : 'zh-CN'
  const words = phoneWords[language]

  useEffect(() => {
    const leaving = new AbortController()
    let timer = 0
    const read = () => {
      fetchShop(leaving.signal)
        .then(found => {
          setShop(found)
          setAway(false)
        })
        .catch(() => {
          if (leaving.signal.aborted) return
          setAway(true)
          timer = window.setTimeout(read, againMs)
        })
    }
    read()
    return () => {
      leaving.abort()
      window.clearTimeout(timer)
    }
  }, [])

  useEffect(() => {
    document.documentElement.lang = language
  }, [language])

  function remember(order: string | null) {
    if (order === null) sessionStorage.removeItem(placedKey)
    else sessionStorage.setItem(placedKey, order)
    setPlaced(order)
  }

  function switchLanguage() {
    const next = language === 'en' ? 'zh-CN' : 'en'
    localStorage.setItem(languageKey, next)
    setChosen(next)
  }

  return (
    <div className="phone">
      <header className="phone-head">
        <h1>{shop?.shop.name ?? '古荡'}</h1>
        <button type="button" data-testid="language" onClick={switchLanguage}>
          {words.language}
        </button>
      </header>
      <p className="phone-training">{words.training}</p>
      {shop === null ? (
        <p className="phone-wait">{away ? words.away : words.loading}</p>
      ) : placed === null ? (
        <Ordering menu={shop.menu} words={words} onPlaced={remember} />
      ) : (
        <OrderStatus order={placed} words={words} onAgain={() => remember(null)} />
      )}
    </div>
  )
}
