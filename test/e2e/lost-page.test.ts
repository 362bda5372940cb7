import type { Page, Route } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeInBrowser, screenOf } from '../support/browser.ts'
import { type RunningShop, runShop, shopFolder } from './screens.shop.ts'

// A page that cannot be fetched, or falls over itself: what stands around it stays, and it can be had again.

describeInBrowser('a page that is not there', openPage => {
  const report = (page: Page) => page.locator('.report')

  /** With an alarm that must stay in sight. */
  async function alarmed(shop: RunningShop) {
    const opened = await openPage(screenOf(shop))
    await opened.page.getByTestId('nav-printers').click()
    await opened.page.getByTestId('virtual-kitchen-paper').click()
    await opened.page.getByTestId('alarm').waitFor({ timeout: 15_000 })
    return opened
  }

  /** This call is answered as another version of the program would. */
  async function spoil(page: Page, name: string, data: unknown) {
    await page.route(`**/trpc/**${name}**`, async route => {
      const response = await route.fetch()
      const names = new URL(route.request().url()).pathname.replace('/trpc/', '').split(',')
      const answers = (await response.json()) as object[]
      await route.fulfill({
        response,
        json: answers.map((one, at) => (names[at] === name ? { result: { data } } : one)),
      })
    })
  }

  test('the engine is away at the first look at a report: the alarm and the other pages stay, and it comes with the engine', async () => {
    const folder = shopFolder()
    const first = await runShop(folder)
    const { page } = await alarmed(first)
    await first.kill()
    await page.getByTestId('nav-report').click()
    await page.getByText('这一页没有取到').waitFor()
    await page.getByText('没有连上收银电脑').waitFor()
    await page.getByRole('button', { name: '再试一次' }).click()
    await page.getByText('这一页没有取到').waitFor()
    expect(await page.getByTestId('alarm').isVisible()).toBe(true)
    await page.getByTestId('nav-printers').click()
    await page.getByTestId('printer-kitchen').waitFor()
    await page.getByTestId('nav-report').click()
    await page.getByText('这一页没有取到').waitFor()

    await runShop(folder, new URL(first.url).port)
    await report(page).waitFor({ timeout: 15_000 })
    const head = page.locator('.report-head')
    expect(await head.evaluate(element => getComputedStyle(element).display)).toBe('flex')
  })

  test('a program that was updated has no such page any more: trying again loads its screen, signed in as before', async () => {
    const shop = await runShop(shopFolder())
    const { page } = await alarmed(shop)
    let isOld = true
    const gone = (route: Route) => (isOld ? route.fulfill({ status: 404, body: 'not found' }) : route.continue())
    await page.route('**/assets/ReportPage-*', gone)
    await page.getByTestId('nav-report').click()
    await page.getByText('程序更新过了').waitFor()
    expect(await page.getByTestId('alarm').isVisible()).toBe(true)
    isOld = false
    const loaded = page.waitForEvent('load')
    await page.getByRole('button', { name: '再试一次' }).click()
    await loaded
    await report(page).waitFor()
    await page.getByTestId('alarm').waitFor()
  })

  test('a page that falls over takes no other with it, and is whole again with an answer that it can read', async () => {
    const shop = await runShop(shopFolder())
    const { page } = await alarmed(shop)
    await spoil(page, 'day', { day: 'x' })
    await page.getByTestId('nav-report').click()
    await page.getByText('这一页出错了').waitFor()
    expect(await page.getByTestId('alarm').isVisible()).toBe(true)
    await page.getByRole('button', { name: '再试一次' }).click()
    await page.getByText('这一页出错了').waitFor()
    await page.getByTestId('nav-printers').click()
    await page.getByTestId('printer-kitchen').waitFor()
    await page.getByTestId('nav-report').click()
    await page.getByText('这一页出错了').waitFor()
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await page.getByRole('button', { name: '再试一次' }).click()
    await report(page).waitFor()
  })
  test('where what stands around the pages falls over, it says so and loads itself anew', async () => {
    const shop = await runShop(shopFolder())
    const { page } = await alarmed(shop)
    await spoil(page, 'board', { orders: null })
    await page.clock.install()
    await page.reload()
    await page.getByText('屏幕出错了').waitFor()
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await page.clock.fastForward(10_000)
    await page.getByTestId('alarm').waitFor({ timeout: 15_000 })
    await page.getByTestId('nav-printers').waitFor()
  })
})
