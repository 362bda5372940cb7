import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeInBrowser, screenOf } from '../support/browser.ts'
import { eventually } from '../support/eventually.ts'
import { line } from '../support/orders.ts'
import { freshOrder, runShop, shopFolder } from './screens.shop.ts'

// The day's end as an owner does it: look, count the drawer, 日结, the slip; then weeks and months.

type Job = { jobId: string; kind: string; state: string; printerId: string; marks: string[] }

describeInBrowser('reports', openPage => {
  test('the board loads no charts; a shift is begun, counted and closed with the day; its slip prints once', async () => {
    const shop = await runShop(shopFolder())
    await shop.push(freshOrder('A1'))
    const cash = freshOrder('A2', { items: [line('1', '<b>油条</b>', 4)], channel: 'counter' })
    await shop.push({ ...cash, payment: { ...cash.payment, method: 'cash' } })

    const { page, errors } = await openPage()
    const scripts: string[] = []
    page.on('request', request => scripts.push(request.url()))
    await page.goto(screenOf(shop))
    await page.getByTestId('order-A1').waitFor()
    expect(scripts.filter(url => /Report/.test(url))).toEqual([])
    await page.getByTestId('nav-report').click()
    await page.locator('[data-testid="day-state"][data-state="open"]').waitFor()
    expect(scripts.some(url => /Report/.test(url))).toBe(true)
    expect(await page.getByTestId('report-orders').textContent()).toBe('2')
    expect(await page.getByTestId('report-net').textContent()).toBe('¥17.50')
    await page.getByText('<b>油条</b>').first().waitFor()

    await page.getByRole('button', { name: '开班' }).click()
    const dialog = page.locator('.ant-modal')
    await dialog.getByLabel('备用金').fill('100')
    await dialog.getByLabel('姓名').fill('小王')
    await dialog.getByRole('button', { name: '开班' }).click()
    await page.getByText('小王').first().waitFor()
    const more = freshOrder('A3', { items: [line('1', '粽子', 1, { unitPrice: 650 })] })
    await shop.push({ ...more, payment: { ...more.payment, method: 'cash' } })

    await page.getByTestId('day-close').click()
    const yes = dialog.getByRole('button', { name: '日结，打日结单' })
    expect(await yes.isDisabled()).toBe(true)
    await dialog.getByTestId('face-10000').fill('1')
    await dialog.getByTestId('face-500').fill('1')
    await dialog.getByLabel('谁日结').fill('老板娘')
    await yes.dblclick()
    await page.locator('[data-testid="day-state"][data-state="closed"]').waitFor()
    expect(await page.getByTestId('drawer-expected').textContent()).toBe('¥106.50')
    expect(await page.getByTestId('drawer-difference').textContent()).toBe('−¥1.50')
    const slips = await eventually(async () => {
      const found = (await shop.get<Job[]>('/api/v1/jobs')).filter(job => job.kind === 'report')
      expect(found.map(job => [job.state, job.printerId, job.marks])).toEqual([['printed', 'spare', []]])
      return found
    }, 15_000)
    expect(slips).toHaveLength(1)

    // What comes now is an adjustment, and the slip again is a marked one.
    await shop.push(freshOrder('A4'))
    await page.getByTestId('nav-orders').click()
    await page.getByTestId('nav-report').click()
    await page.getByText('日结后来的订单').waitFor({ timeout: 15_000 })
    await page.getByRole('button', { name: '补打日结单' }).dblclick()
    await eventually(async () => {
      const found = (await shop.get<Job[]>('/api/v1/jobs')).filter(job => job.kind === 'reprint')
      expect(found.map(job => [job.state, job.marks])).toEqual([['printed', ['补打']]])
    }, 15_000)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '下载 CSV' }).click(),
    ])
    expect(readFileSync(await download.path(), 'utf8')).toContain('按菜品,粽子')
    await looksRight(page)
    expect(errors).toEqual([])
  })

  /** Day, week and month fit every screen, in both languages. */
  async function looksRight(page: Page): Promise<void> {
    for (const size of [
      { width: 1024, height: 768 },
      { width: 390, height: 844 },
    ]) {
      await page.setViewportSize(size)
      await page.getByTestId('language').click()
      for (const span of ['week', 'month', 'day'] as const) {
        await page.getByTestId(`report-${span}`).click()
        await page.locator('.report-card').first().waitFor()
        const wide = await page.evaluate(() =>
          [document.documentElement, ...document.querySelectorAll('.page-scroll')].some(
            element => element.scrollWidth > element.clientWidth,
          ),
        )
        expect([size.width, span, wide]).toEqual([size.width, span, false])
      }
    }
  }
})
