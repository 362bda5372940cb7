import type { Cart, Menu } from '../../shared/domain/cart.ts'

// What the page asks of the engine. It has no token: it sees the menu, and the order that it placed.

export type PhoneShop = { shop: { name: string; language: 'zh-CN' | 'en' }; menu: Menu }
export type PhoneStatus = 'accepted' | 'making' | 'ready' | 'collected' | 'cancelled' | 'problem'
export type PhoneOrder = { order: string; pickupNo: string; payable: number; status: PhoneStatus }

export async function fetchShop(signal: AbortSignal): Promise<PhoneShop> {
  return (await ask('menu', { signal })) as PhoneShop
}

export async function placeOrder(cart: Cart): Promise<PhoneOrder> {
  const headers = { 'content-type': 'application/json' }
  return (await ask('orders', { method: 'POST', headers, body: JSON.stringify(cart) })) as PhoneOrder
}

/** null: there is no such order any more. */
export async function followOrder(order: string, signal: AbortSignal): Promise<PhoneOrder | null> {
  const response = await fetch(`orders/${encodeURIComponent(order)}`, { signal })
  if (response.status === 404) return null
  if (!response.ok) throw new Error(String(response.status))
  return (await response.json()) as PhoneOrder
}

async function ask(path: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(path, init)
  if (!response.ok) throw new Error(String(response.status))
  return response.json()
}
