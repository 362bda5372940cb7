import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import { line, order } from '../../support/orders.ts'
import { openShop } from '../../support/shop.ts'

test('what GBK lacks comes out drawn, and no canvas is loaded in the engine’s process', async () => {
  const shop = await openShop()
  await shop.push(order({ items: [line('1', '㐂家🥟牛肉'), line('2', '김치찌개')], note: 'ไม่เผ็ด 👨‍👩‍👧 شكرا' }))
  const paper = await eventually(async () => {
    const [job] = await shop.jobs()
    expect(job?.state).toBe('printed')
    return (await shop.get(`/api/v1/jobs/${job?.jobId}/paper.txt`)).text
  })
  expect(paper).toContain('▒▒家▒▒牛肉')
  expect(paper).not.toContain('[?]')
  expect(readFileSync('/proc/self/maps', 'utf8')).not.toContain('napi-rs')
})
