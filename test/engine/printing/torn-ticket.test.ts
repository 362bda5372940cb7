import { expect, test } from 'vitest'
import type { JobView } from '../../../shared/domain/views/printing-views.ts'
import { eventually } from '../../support/eventually.ts'
import { order } from '../../support/orders.ts'
import { openShop, type Shop, shopSettings } from '../../support/shop.ts'
import { openTcpPrinter } from '../../support/tcp-printer.ts'

// What comes out after a ticket broke off in a printer that goes on living, whatever becomes of the program: the torn piece
// with the void line below it, and whole tickets.

const words = '上一张不完整, 作废'
const hold = { policy: { uncertain: 'hold' } }

async function openPaperShop(settings: Record<string, unknown> = {}) {
  const printer = await openTcpPrinter()
  const fry = await openTcpPrinter('fry')
  const printers = [printer.settings, { ...fry.settings, name: '煎炸' }]
  const shop = await openShop({ settings: { ...shopSettings, printers, ...settings } })
  await eventually(async () =>
    expect((await shop.get<{ state: string }[]>('/api/v1/printers')).body[0]?.state).toBe('ready'),
  )
  const texts = () => printer.papers.map(paper => paper.text)
  return { shop, printer, fry, texts }
}

const inState = (shop: Shop, orderId: string, state: string) =>
  eventually(async () => {
    const [job] = (await shop.order(orderId)).jobs
    expect(job?.state).toBe(state)
    return job as JobView
  })

/** The ticket of this order breaks off in the middle of its dishes. */
async function tear({ shop, printer }: Awaited<ReturnType<typeof openPaperShop>>, pickupNo: string) {
  await printer.obey({ dropAfterBytes: 170 })
  const torn = order({ pickupNo })
  await shop.push(torn)
  return torn.orderId
}

async function pushed(shop: Shop, pickupNo: string): Promise<string> {
  const next = order({ pickupNo })
  await shop.push(next)
  await inState(shop, next.orderId, 'printed')
  return next.orderId
}

test('the torn piece, the void line and a cut; then the whole ticket, marked', async () => {
  const on = await openPaperShop()
  const torn = await tear(on, 'A001')
  expect(await inState(on.shop, torn, 'printed')).toMatchObject({ copy: 2, marks: ['补打', '可能重复'] })
  await pushed(on.shop, 'A002')
  const [piece, copy, next, ...more] = on.texts()
  expect(piece).toMatch(new RegExp(`A001[\\s\\S]*${words}\\s*$`))
  expect(piece).not.toContain('补打')
  expect(copy).toMatch(/补打 第2次[\s\S]*可能重复[\s\S]*A001[\s\S]*豆浆/)
  expect(next).toContain('A002')
  for (const text of [copy, next]) expect(text).not.toContain(words)
  expect(more).toEqual([])
  expect(on.printer.papers.slice(1).flatMap(({ errors }) => errors)).toEqual([])
})

test('it is known after a restart too, before the first question is asked', async () => {
  const on = await openPaperShop(hold)
  const torn = await tear(on, 'A001')
  const { jobId } = await inState(on.shop, torn, 'held')
  await on.shop.reopen()
  await on.shop.post(`/api/v1/jobs/${jobId}/resolve`, { as: 'not-printed', by: '小王' })
  expect(await inState(on.shop, torn, 'printed')).toMatchObject({ copy: 2, marks: ['补打'] })
  const [piece, copy] = on.texts()
  expect(piece).toMatch(new RegExp(`A001[\\s\\S]*${words}\\s*$`))
  expect(copy).toMatch(/补打 第2次[\s\S]*A001/)
})

test('held for a person, who is to look at it: not void, but the next order’s ticket stands alone', async () => {
  const on = await openPaperShop(hold)
  const torn = await tear(on, 'A001')
  await inState(on.shop, torn, 'held')
  await pushed(on.shop, 'A002')
  const [next, ...before] = on.texts().reverse()
  expect(next).toContain('A002')
  expect(next).not.toContain('A001')
  expect(before.join('')).toContain('A001')
  expect(on.texts().join('')).not.toContain(words)
})

test('it came out, says a person: not void', async () => {
  const on = await openPaperShop(hold)
  const torn = await tear(on, 'A001')
  const { jobId } = await inState(on.shop, torn, 'held')
  await on.shop.post(`/api/v1/jobs/${jobId}/resolve`, { as: 'printed', by: '小王' })
  await pushed(on.shop, 'A002')
  expect(on.texts().at(-1)).toContain('A002')
  expect(on.texts().at(-1)).not.toContain('A001')
  expect(on.texts().join('')).not.toContain(words)
})

test('printed on another printer meanwhile: here it is void before the next order’s ticket', async () => {
  const on = await openPaperShop(hold)
  const torn = await tear(on, 'A001')
  const { jobId } = await inState(on.shop, torn, 'held')
  on.shop.engine.desk.move(jobId, { by: '小王', printerId: 'fry' })
  await inState(on.shop, torn, 'printed')
  expect(on.fry.papers).toHaveLength(1)
  expect(on.fry.papers[0]?.text).not.toContain(words)
  await pushed(on.shop, 'A002')
  await pushed(on.shop, 'A003')
  const [piece, next, last, ...more] = on.texts()
  expect(piece).toMatch(new RegExp(`A001[\\s\\S]*${words}\\s*$`))
  expect(next).toContain('A002')
  expect(last).toContain('A003')
  expect(more).toEqual([])
})
