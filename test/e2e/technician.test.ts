import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeInBrowser, type Size, screenOf } from '../support/browser.ts'
import { freshOrder, type RunningShop, runShop, shopFolder } from './screens.shop.ts'

// Tokens as a technician hands them out and takes them back: the built UI in a real browser, the real engine behind it.

describeInBrowser('the technician’s page', openPage => {
  async function signedIn({ url }: RunningShop, token: string, size?: Size): Promise<Page> {
    const { page } = await openPage(screenOf({ url, token }), size)
    await page.getByTestId('nav-orders').waitFor()
    return page
  }

  async function makeToken(page: Page, name: string, scope: string): Promise<string> {
    await page.getByRole('button', { name: '发一个新口令' }).click()
    await page.getByLabel('给谁用').fill(name)
    await page.getByRole('radio', { name: scope }).check()
    await page.getByRole('button', { name: '生成' }).click()
    const token = (await page.getByTestId('new-token').textContent()) ?? ''
    expect(await page.getByTestId('new-token-address').textContent()).toBe(
      `${new URL(page.url()).origin}/#token=${token}`,
    )
    await page.getByRole('button', { name: '记好了，关掉' }).click()
    await page.getByTestId('new-token').waitFor({ state: 'detached' })
    return token
  }

  test('a token is shown once, lets a screen look and not act, and puts it out when it is taken back', async () => {
    const shop = await runShop(shopFolder())
    await shop.push(freshOrder('A701'))
    const page = await signedIn(shop, shop.token)
    await page.getByTestId('nav-technician').click()
    await page.getByText('还没有另发的口令').waitFor()
    const token = await makeToken(page, '厨房平板', '只看')
    await page.getByTestId('token-k1').getByText('厨房平板').waitFor()
    expect(await page.content()).not.toContain(token)

    const kitchen = await signedIn(shop, token)
    await kitchen.locator('[data-testid="order-A701"][data-state="printed"]').click()
    expect(await kitchen.getByTestId('nav-technician').count()).toBe(0)
    await kitchen.getByRole('button', { name: '补打' }).click()
    await kitchen.locator('.ant-modal').getByRole('button', { name: '打印', exact: true }).click()
    await kitchen.getByText('这个口令不能做这件事').waitFor()
    expect(await shop.get<unknown[]>('/api/v1/jobs')).toHaveLength(1)

    await page.getByTestId('token-k1').getByRole('button', { name: '作废' }).click()
    await page.locator('.ant-modal').getByRole('button', { name: '作废' }).click()
    await page.getByText('已作废 1 个').waitFor()
    // The other screen is out by itself, and says why.
    await kitchen.getByRole('button', { name: '登录' }).waitFor({ timeout: 20_000 })
    await kitchen.getByText('口令不对，或者已经换过').waitFor()
  })

  test('a name that is taken is refused in words; the page fits every screen', async () => {
    const shop = await runShop(shopFolder())
    const page = await signedIn(shop, shop.token, { width: 390, height: 844 })
    await page.getByTestId('nav-technician').click()
    await makeToken(page, '收银台二号机'.repeat(6), '管理')
    await page.getByRole('button', { name: '发一个新口令' }).click()
    await page.getByLabel('给谁用').fill('收银台二号机'.repeat(6))
    await page.getByRole('button', { name: '生成' }).click()
    await page.getByText('已经有一个叫').waitFor()
    await page.getByRole('button', { name: '先不了' }).click()
    for (const size of [
      { width: 390, height: 844 },
      { width: 1024, height: 768 },
      { width: 1280, height: 800 },
    ]) {
      await page.setViewportSize(size)
      const wide = await page.evaluate(() =>
        [document.documentElement, ...document.querySelectorAll('.page-scroll')].some(
          element => element.scrollWidth > element.clientWidth,
        ),
      )
      expect([size.width, wide]).toEqual([size.width, false])
    }
  })
})
