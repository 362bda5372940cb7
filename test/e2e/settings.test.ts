import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeInBrowser, screenOf } from '../support/browser.ts'
import { runShop, shopFolder } from './screens.shop.ts'

describeInBrowser('the settings', openPage => {
  test('what this screen does is chosen here; what the shop was told to do is shown, with where to change it', async () => {
    const policy = { uncertain: 'hold', staleAfterMinutes: 45, alarmAfterSeconds: 20, releaseMinutesBefore: 15 }
    const folder = shopFolder({ policy })
    writeFileSync(join(folder, 'housekeeping.json'), JSON.stringify({ customerDays: 90 }))
    const { page, errors } = await openPage(screenOf(await runShop(folder)), { width: 390, height: 844 })
    await page.getByTestId('nav-settings').click()
    const rule = (name: string) => page.locator('.setting', { hasText: name }).locator('dd')
    expect(await rule('店名').textContent()).toBe('古荡早餐店')
    expect(await rule('顾客小票').textContent()).toBe('要了才打')
    expect(await rule('不知道打没打出来').textContent()).toBe('停下等人决定')
    expect(await rule('打印机停了多久').textContent()).toBe('45 分钟')
    expect(await rule('多久没打出来').textContent()).toBe('20 秒')
    expect(await rule('预约单').textContent()).toBe('提前 15 分钟打')
    expect(await rule('顾客资料').textContent()).toBe('90 天')
    expect(await rule('第二个备份').textContent()).toBe('没有')
    await page.getByText('config.json').waitFor()
    expect(await page.locator('.page-scroll').evaluate(page => page.scrollWidth > page.clientWidth)).toBe(false)

    await page.getByRole('button', { name: '静音' }).click()
    expect(await page.getByTestId('sound').getAttribute('data-sound')).toBe('muted')
    await page.getByRole('button', { name: 'English' }).last().click()
    await page.getByRole('heading', { name: 'Settings' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Settings' }).waitFor()
    expect(await page.getByTestId('sound').getAttribute('data-sound')).toBe('muted')
    await page.getByRole('button', { name: '中文' }).last().click()
    await page.getByRole('heading', { name: '设置' }).waitFor()
    expect(errors).toEqual([])
  })
})
