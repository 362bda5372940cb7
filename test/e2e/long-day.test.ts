import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from '../../main/store/database.ts'
import { businessDay } from '../../shared/domain/business-day.ts'
import { describeInBrowser, screenOf } from '../support/browser.ts'
import { putOrders } from '../support/many-orders.ts'
import { runShop, shopFolder } from './screens.shop.ts'

describeInBrowser('the board of a long day', openPage => {
  test('it says how many there were, says what it does not list, and finds and opens an old one', async () => {
    const folder = shopFolder()
    const db = openDatabase(join(folder, 'gudang.db'))
    const at = Date.now()
    const day = businessDay(at, { timezone: 'Asia/Shanghai', businessDayStart: '04:00' })
    const orders = Array.from({ length: 250 }, (_, index) => ({ pickupNo: `B${String(index + 1).padStart(3, '0')}` }))
    putOrders(db, { day, at: at - 250, state: 'printed', orders })
    db.close()
    const { page, errors } = await openPage(screenOf(await runShop(folder)))
    await page.getByText('今天共 250 单').waitFor()
    expect(await page.locator('.order-card').count()).toBe(200)
    await page.getByText('只列出最近 200 单').waitFor()
    expect(await page.locator('#group-done .board-count').textContent()).toBe('200+')

    const search = page.getByLabel('找取餐号、桌号、菜名')
    await search.fill('B007')
    await page.getByTestId('order-B007').click()
    await page.locator('.panel-title', { hasText: 'B007' }).waitFor()
    expect(await page.locator('.order-card').count()).toBe(1)
    expect(await page.locator('#group-done .board-count').textContent()).toBe('1')
    await search.fill('B777')
    await page.getByText('没有找到“B777”').waitFor()
    expect(errors).toEqual([])
  })
})
