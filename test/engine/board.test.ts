import { expect, test } from 'vitest'
import { createBoardDesk } from '../../main/engine/board-desk.ts'
import { openTestDatabase } from '../support/database.ts'
import { putOrders } from '../support/many-orders.ts'
import { line } from '../support/orders.ts'

// A day of more orders than the board lists: what it counts is counted, and what it does not list can be found.

const day = '2026-11-22'
const at = Date.parse('2026-11-22T07:00:00+08:00')
const shop = { timezone: 'Asia/Shanghai', businessDayStart: '04:00' }
const named = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    orderId: `${prefix}-${index}`,
    pickupNo: `${prefix}${String(index + 1).padStart(3, '0')}`,
  }))

function openBoard() {
  const db = openTestDatabase()
  return { db, desk: createBoardDesk({ db, settings: { shop }, clock: { now: () => at + 3_600_000 } }) }
}

test('it lists the newest and counts them all', () => {
  const { db, desk } = openBoard()
  putOrders(db, { day: '2026-11-21', at: at - 86_400_000, state: 'printed', orders: named('Y', 30) })
  putOrders(db, { day, at, state: 'printed', orders: named('A', 260) })
  const board = desk.board()
  expect(board).toMatchObject({ day, today: 260, open: { problem: 0, waiting: 0, printing: 0 } })
  expect(board.orders.map(one => one.pickupNo)).toEqual(
    named('A', 260)
      .map(one => one.pickupNo)
      .reverse()
      .slice(0, 200),
  )
})

test('after an outage nothing that is open hides: the oldest, which come first, least of all', () => {
  const { db, desk } = openBoard()
  putOrders(db, { day: '2026-11-21', at: at - 86_400_000, state: 'problem', orders: named('Y', 2) })
  putOrders(db, { day, at, state: 'waiting', orders: named('W', 330) })
  const board = desk.board()
  expect(board).toMatchObject({ today: 330, open: { problem: 2, waiting: 330, printing: 0 } })
  const listed = board.orders.map(one => one.pickupNo)
  expect(listed).toEqual([...named('Y', 2), ...named('W', 330)].map(one => one.pickupNo).reverse())
})

test('an old order of the day is found by what a person knows of it, and none of another day', () => {
  const { db, desk } = openBoard()
  putOrders(db, { day: '2026-11-21', at: at - 86_400_000, state: 'printed', orders: named('A', 3) })
  const first = {
    pickupNo: 'A001',
    tableNo: '靠窗7',
    orderId: 'MP-first',
    note: '不要香菜',
    items: [line('1', '片儿川')],
  }
  putOrders(db, { day, at, state: 'printed', orders: [first, ...named('B', 250)] })
  for (const text of ['A001', 'a001', '靠窗', 'mp-FIRST', '香菜', ' 片儿 ']) {
    expect(
      desk.findOrders({ text }).map(one => one.orderId),
      text,
    ).toEqual(['MP-first'])
  }
  expect(desk.findOrders({ text: '251' })).toMatchObject([{ number: 251 }])
  // What stands around the words of an order is no part of it.
  for (const text of ['placedAt', 'alipay-mini', '"', 'null', '没有的'])
    expect(desk.findOrders({ text }), text).toEqual([])
  const common = desk.findOrders({ text: '鲜肉包' })
  expect(common).toHaveLength(200)
  expect(common[0]?.pickupNo).toBe('B250')
  expect(() => desk.findOrders({ text: ' ' })).toThrow('text')
})
