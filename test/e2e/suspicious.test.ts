import { expect, test } from 'vitest'
import type { JobView } from '../../shared/domain/views/printing-views.ts'
import { describeInBrowser, screenOf } from '../support/browser.ts'
import { eventually } from '../support/eventually.ts'
import { freshOrder, runShop, shopFolder } from './screens.shop.ts'

// What an owner does with an order that looks like abuse, and with a customer who asks where the food is.

describeInBrowser('an order that looks like abuse', openPage => {
  test('looks at it, lets it go, and asks the kitchen', async () => {
    const shop = await runShop(shopFolder({ policy: { abuse: { replay: 'hold' } } }))
    const payment = { method: 'alipay', tradeNo: '2026112222001400001' }
    // Where no screen is open the alarm prints too; a browser may take its time to open one.
    const { page, errors } = await openPage(screenOf(shop))
    await page.getByTestId('nav-orders').waitFor()
    for (const pickupNo of ['A101', 'A102']) await shop.push(freshOrder(pickupNo, { payment }))
    await page.locator('[data-testid="order-A102"][data-state="problem"]').waitFor()
    expect(await page.getByTestId('order-A101').textContent()).not.toContain('可疑')
    await page.getByTestId('alarm').getByText('可疑订单 A102').waitFor()

    await page.getByTestId('nav-queue').click()
    await page.getByRole('tab', { name: '可疑' }).click()
    await page.getByText('这单的支付交易号，别的订单已经用过').first().waitFor()
    await page.getByText('短时间连下多单').waitFor()
    await page.getByRole('button', { name: '看订单' }).click()

    const suspicion = page.getByTestId('suspicion')
    await suspicion.getByRole('button', { name: '放行' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '放行' }).click()
    await page.locator('[data-testid="order-A102"][data-state="printed"]').waitFor()
    expect(await suspicion.getAttribute('data-held')).toBe('false')

    await page.getByTestId('rush').click()
    await page.getByRole('dialog').getByRole('button', { name: '打催菜单' }).click()
    await eventually(async () => {
      const jobs = await shop.get<JobView[]>('/api/v1/jobs')
      expect(jobs.map(({ kind, state, marks, pickupNo }) => [pickupNo, kind, state, marks.includes('催菜')])).toEqual([
        ['A101', 'kitchen', 'printed', false],
        ['A102', 'kitchen', 'printed', false],
        ['A102', 'rush', 'printed', true],
      ])
    })
    expect(errors).toEqual([])
  })
})
