// One customer, asked for by name: by one order (or a cloud print, by what its client was told), or by the opaque id that a
// source gives them.

export type OrderName = { source: string; orderId: string }
export type Whom = OrderName | { customer: string }

/**
 * Is what this source sent about them, or one of these orders of theirs? What has a number of its own is about that order,
 * whichever others it mentions; what was refused for having none may have it further in. Of what is no JSON only what calls
 * itself by that name counts: a short number stands in many orders.
 */
export function isAbout(
  sent: { source: string; body: string },
  whom: Whom,
  orders: readonly OrderName[] = [],
): boolean {
  const body = readBody(sent.body)
  if (body === null) return (!('source' in whom) || whom.source === sent.source) && namesInText(sent.body, whom)
  const named = ('orderId' in whom ? [...orders, whom] : orders).filter(one => one.source === sent.source)
  const ids = new Set(named.map(one => one.orderId))
  const isNamed = (id: unknown) => isId(id) && ids.has(String(id))
  const own = body as Record<string, unknown>
  return (isId(own.orderId) ? [own] : objectsIn(body)).some(
    ({ orderId, order_id, customer }) =>
      isNamed(orderId) || isNamed(order_id) || ('customer' in whom && isWith(customer, whom.customer)),
  )
}

/** Null: it is no JSON, so no order can ever be made of it. */
export function readBody(body: string): object | null {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}

/** In what cannot be parsed. */
export function namesInText(text: string, whom: Whom): boolean {
  const id = JSON.stringify('orderId' in whom ? whom.orderId : whom.customer).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const name = `(?:${id}|${id.slice(1, -1)}(?![^\\s,}\\]]))`
  const key = 'orderId' in whom ? '"order(?:Id|_id)"' : '"customer"\\s*:\\s*\\{[^{}]*"id"'
  return new RegExp(`${key}\\s*:\\s*${name}`).test(text)
}

function isWith(customer: unknown, id: string): boolean {
  if (typeof customer !== 'object' || customer === null || !('id' in customer)) return false
  return isId(customer.id) && String(customer.id) === id
}

/** Some senders write them as numbers. */
function isId(id: unknown): id is string | number {
  return typeof id === 'string' || typeof id === 'number'
}

/** All of them, however deep: a loop, because what was refused for its depth is read here too. */
function objectsIn(body: object): Record<string, unknown>[] {
  const found: Record<string, unknown>[] = []
  const open: object[] = [body]
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (!Array.isArray(one)) found.push(one as Record<string, unknown>)
    for (const value of Object.values(one)) if (typeof value === 'object' && value !== null) open.push(value)
  }
  return found
}
