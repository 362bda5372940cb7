import { expect, test } from 'vitest'
import { alipayTradeZip } from '../support/bills/alipay-bill.ts'
import { entryOf } from '../support/bills/bill-entry.ts'
import { describeInBrowser, screenOf } from '../support/browser.ts'
import { freshOrder, runShop, shopFolder } from './screens.shop.ts'

// The owner's way: bring the bill, see what does not agree, do something about it.

describeInBrowser('the reconciliation page', openPage => {
  test('a bill is brought; a lost order is entered and prints, another difference is answered for', async () => {
    const shop = await runShop(shopFolder())
    const [known, lost, unpaid] = ['A001', 'A002', 'A003'].map(pickupNo => freshOrder(pickupNo))
    if (known === undefined || lost === undefined || unpaid === undefined) return
    expect([await shop.push(known), await shop.push(unpaid)]).toEqual([201, 201])
    const bill = alipayTradeZip([entryOf(known), entryOf(lost)])

    const { page, errors } = await openPage(screenOf(shop))
    await page.getByTestId('nav-reconciliation').click()
    await page.getByText('账都对得上').waitFor()

    const upload = page.getByTestId('bill-upload')
    await upload.locator('input').setInputFiles({ name: '账单.zip', mimeType: 'application/zip', buffer: bill })
    await page.getByText('有 2 处对不上').waitFor()
    const missing = page.locator('[data-class="PAID_NOT_LOCAL"]')
    const lone = page.locator('[data-class="LOCAL_NOT_PAID"]')
    await missing.getByText('可能漏单，点这里补打').waitFor()
    expect(await lone.textContent()).toContain('A003 店里收了 7.50 元')

    await missing.getByRole('button', { name: '录入并打印' }).click()
    await page.getByLabel('菜品').fill('鲜肉包 x2\n豆浆')
    await page.getByRole('dialog').getByRole('button', { name: '录入并打印' }).click()
    await missing.waitFor({ state: 'detached' })
    const entered = await shop.get<{ items: { name: string; quantity: number }[]; jobs: object[] }>(
      `/api/v1/orders/mini/${lost.orderId}`,
    )
    expect(entered.items).toMatchObject([
      { name: '鲜肉包', quantity: 2 },
      { name: '豆浆', quantity: 1 },
    ])
    expect(entered.jobs).toHaveLength(1)

    await lone.getByRole('button', { name: '已处理' }).click()
    await page.getByLabel('怎么处理的', { exact: true }).fill('钱已到账')
    await page.getByLabel('谁处理的').fill('王姐')
    await page.getByRole('dialog').getByRole('button', { name: '已处理' }).click()
    await page.getByText('账都对得上').waitFor()
    const list = await shop.get<{ class: string; state: string }[]>('/api/v1/discrepancies')
    expect(list.map(one => `${one.class} ${one.state}`).sort()).toEqual([
      'LOCAL_NOT_PAID resolved',
      'PAID_NOT_LOCAL cleared',
    ])

    await upload.locator('input').setInputFiles({ name: 'x.csv', mimeType: 'text/csv', buffer: Buffer.from('<html>') })
    await upload.locator('.bill-refused').waitFor()
    // The browser itself notes that an answer was not 2xx.
    expect(errors.filter(text => !text.includes('422'))).toEqual([])
  })
})
