import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { breakfastMenu } from '../../main/engine/breakfast-menu.ts'
import { describeInBrowser, screenOf } from '../support/browser.ts'
import { openShop, type Shop } from '../support/shop.ts'

// The customer's phone and the counter's screen, side by side: the built pages in a real browser, a real engine behind.

const screenFolder = fileURLToPath(new URL('../../dist/renderer', import.meta.url))
const settings = {
  menu: breakfastMenu,
  stations: [
    { id: 'steam', name: '蒸档', printer: 'kitchen' },
    { id: 'fry', name: '煎炸', printer: 'kitchen' },
  ],
  routing: [{ category: '煎炸', station: 'fry' }],
  defaultStation: 'steam',
}

describeInBrowser('the training mini-program', openPage => {
  const onPhone = (shop: Shop) => openPage(`${shop.url}/phone/`, { width: 360, height: 640 })
  const state = (page: Page, wanted: string) =>
    page.locator(`[data-testid="phone-status"][data-state="${wanted}"]`).waitFor({ timeout: 20_000 })

  test('orders, pays, and sees its number called; the counter sees the ticket that came out', async () => {
    const shop = await openShop({ settings, screenFolder })
    const { page, errors } = await onPhone(shop)
    await page.getByTestId('phone-item-BZ01').click()
    await page.getByTestId('phone-item-BZ01').click()
    const jianbing = page.locator('.phone-dish', { has: page.getByTestId('phone-item-JB01') })
    await jianbing.getByRole('button', { name: '加辣' }).click()
    await page.getByTestId('phone-item-JB01').click()
    await page.getByLabel('备注').fill('不要香菜')
    expect(await page.getByTestId('phone-pay').textContent()).toContain('¥13.00')
    await page.getByTestId('phone-pay').click()
    await state(page, 'making')
    await page.getByText('P001').waitFor()

    const counter = await openPage(screenOf(shop))
    await counter.page.locator('[data-testid="order-P001"][data-state="printed"]').click()
    await counter.page.getByTestId('paper').waitFor()
    await counter.page.getByTestId('ready').click()
    await state(page, 'ready')
    // Read anew, the phone still knows its order.
    await page.reload()
    await state(page, 'ready')
    await counter.page.getByTestId('collected').click()
    await state(page, 'collected')
    await page.getByRole('button', { name: '再点一单' }).click()
    await page.getByTestId('phone-item-BZ01').waitFor()
    expect([errors, counter.errors]).toEqual([[], []])
  })

  test('nothing is wider than a small phone, in either language', async () => {
    const shop = await openShop({ settings, screenFolder, silent: true })
    const { page } = await onPhone(shop)
    const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)
    await page.getByTestId('phone-item-PE01').click()
    expect(await fits()).toBe(true)
    await page.getByTestId('language').click()
    await page.getByText('Training: no money is taken').waitFor()
    expect(await fits()).toBe(true)
    await page.getByTestId('phone-pay').click()
    await state(page, 'accepted')
    expect(await fits()).toBe(true)
  })

  test('a technician follows a test order from end to end, or hears what is missing', async () => {
    const shop = await openShop({ settings, screenFolder })
    const { page } = await openPage(screenOf(shop), { width: 1024, height: 768 })
    await page.getByTestId('nav-technician').click()
    await page.getByTestId('test-order').click()
    await page.locator('[data-testid="test-order-steps"][data-state="printed"]').waitFor({ timeout: 20_000 })
    await page.getByText('打印机都确认了').waitFor()
    expect(await page.getByTestId('test-order-steps').getByRole('listitem').count()).toBe(3)

    const bare = await openShop({ settings: { ...settings, sources: [{ id: 'mini', type: 'push' }] }, screenFolder })
    const other = await openPage(screenOf(bare), { width: 1024, height: 768 })
    await other.page.getByTestId('nav-technician').click()
    await other.page.getByTestId('test-order').click()
    await other.page.getByText('没有 demo 来源').waitFor()
    const phone = await openPage(`${bare.url}/phone/`, { width: 360, height: 640 })
    expect(await phone.page.textContent('body')).toContain('not-found')
  })
})
