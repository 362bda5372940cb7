import { expect, test } from 'vitest'
import { describeInBrowser, type Size, screenOf } from '../support/browser.ts'
import { eventually } from '../support/eventually.ts'
import { changed, line } from '../support/orders.ts'
import { freshOrder, type RunningShop, runShop, shopFolder } from './screens.shop.ts'

// The screen as an owner uses it: the built UI in a real browser, the real engine behind it, virtual printers.

describeInBrowser('the screen', openPage => {
  async function signedIn(shop: RunningShop, size?: Size) {
    const opened = await openPage(screenOf(shop), size)
    await opened.page.getByTestId('nav-orders').waitFor()
    return opened
  }

  test('asks nothing before sign-in; the token leaves the address and signs in anew at any time', async () => {
    const shop = await runShop(shopFolder())
    const { page, errors } = await openPage()
    const asked: string[] = []
    page.on('request', request => asked.push(request.url()))
    await page.goto(shop.url)
    await page.getByRole('button', { name: '登录' }).waitFor()
    expect(asked.filter(url => /\/(trpc|api)\//.test(url))).toEqual([])

    await page.goto(`${shop.url}/#token=${shop.token}`)
    await page.getByTestId('nav-printers').click()
    await page.getByTestId('printer-kitchen').waitFor()
    await page.evaluate(token => {
      location.hash = `#token=${token}`
    }, shop.token)
    await page.getByText('还没有订单').waitFor()
    expect(page.url()).not.toContain('token')
    expect(asked.filter(url => url.includes(shop.token))).toEqual([])
    expect(errors).toEqual([])

    // A wrong one, from an old address, leaves the screen as it is.
    await page.getByTestId('nav-printers').click()
    await page.evaluate(() => {
      location.hash = '#token=gk_of-yesterday'
    })
    await page.getByText('仍按原来的登录').waitFor()
    await page.getByTestId('printer-kitchen').waitFor()
    expect(page.url()).not.toContain('token')
    await page.reload()
    await page.getByTestId('printer-kitchen').waitFor()
  })

  test('an order goes to printed, shows its paper, and is reprinted once by a double click', async () => {
    const shop = await runShop(shopFolder())
    const { page, errors } = await signedIn(shop)
    const hostile = '<img src=x onerror=alert(1)>'
    await shop.push(freshOrder('A101', { items: [line('1', hostile, 2)] }))
    await page.locator('[data-testid="order-A101"][data-state="printed"]').waitFor()
    await page.getByTestId('order-A101').click()
    const paper = page.getByTestId('paper')
    await eventually(async () => {
      expect(await paper.evaluate(image => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(100)
    })
    expect(await page.getByText(hostile).count()).toBeGreaterThan(0)

    await page.getByRole('button', { name: '补打' }).dblclick()
    await page.locator('.ant-modal').getByRole('button', { name: '打印', exact: true }).dblclick()
    await page.locator('.ant-modal').waitFor({ state: 'hidden' })
    const jobs = await eventually(async () => {
      const found = await shop.get<{ kind: string; state: string; marks: string[] }[]>('/api/v1/jobs')
      expect(found.every(job => job.state === 'printed')).toBe(true)
      return found
    })
    expect(jobs.map(job => job.kind)).toEqual(['kitchen', 'reprint'])
    expect(jobs[1]?.marks).toContain('补打')
    expect(errors).toEqual([])
  })

  test('out of paper: the alarm stands over every page, covers no navigation, and goes with its cause', async () => {
    const shop = await runShop(shopFolder())
    const { page } = await signedIn(shop)
    await page.getByTestId('nav-printers').click()
    await page.getByTestId('virtual-kitchen-paper').click()
    await shop.push(freshOrder('A201'))
    const alarm = page.getByTestId('alarm')
    await alarm.waitFor({ timeout: 15_000 })
    expect(await alarm.textContent()).toContain('后厨打印机缺纸')
    expect(await page.title()).toMatch(/^\(!\)/)
    expect(await page.getByTestId('printer-kitchen').getAttribute('data-state')).toBe('paper-out')
    for (const name of ['nav-queue', 'nav-orders', 'nav-printers']) {
      await page.getByTestId(name).click({ timeout: 3_000 })
      expect(await alarm.isVisible()).toBe(true)
    }
    await page.getByTestId('nav-orders').click()
    expect(await page.getByTestId('order-A201').getAttribute('data-state')).toMatch(/waiting|problem/)
    await page.getByTestId('nav-printers').click()
    await page.getByTestId('virtual-kitchen-paper').click()
    await alarm.waitFor({ state: 'detached', timeout: 20_000 })
    await page.getByTestId('nav-orders').click()
    await page.locator('[data-testid="order-A201"][data-state="printed"]').waitFor()
  })

  test('a waiting ticket is moved; a conflict is compared and accepted or dismissed, a malformed order shown and dismissed', async () => {
    const shop = await runShop(shopFolder())
    const { page, errors } = await signedIn(shop)
    await page.getByTestId('nav-printers').click()
    await page.getByTestId('virtual-kitchen-power').click()
    await page.locator('[data-testid="printer-kitchen"][data-state="offline"]').waitFor({ timeout: 15_000 })
    const first = freshOrder('A301', { revision: 1, note: '少糖' })
    await shop.push(first)
    await page.getByTestId('printer-kitchen').getByRole('button', { name: '把在等的都改到' }).click()
    // In the dialog: the printer of that name stands on the page behind it too.
    await page.locator('.ant-modal').getByRole('radio', { name: /备用/ }).check()
    await page.getByRole('button', { name: '改过去' }).click()
    await page.getByTestId('nav-orders').click()
    await page.locator('[data-testid="order-A301"][data-state="printed"]').waitFor()

    for (const note of ['加糖', '走糖']) expect(await shop.push(changed(first, { note }))).toBe(409)
    expect(await shop.push({ orderId: 'broken', status: 'paid' })).toBe(400)
    await page.goto(`${shop.url}/#/queue/conflicts`)
    const card = (text: string) => page.locator('.aside-card').filter({ hasText: text })
    const dialog = page.locator('.ant-modal')
    await card('走糖').getByRole('button', { name: '不再处理' }).click()
    const settle = dialog.getByRole('button', { name: '不再处理' })
    await dialog.getByLabel('为什么').fill('顾客打电话说不改了')
    expect(await settle.isDisabled()).toBe(true)
    await dialog.getByLabel('是谁说的').fill('小王')
    await settle.click()
    await page.getByText('已处理的 1 条').click()
    await page.getByText('顾客打电话说不改了').waitFor()
    // Who said so before is asked no second time.
    await card('加糖').getByRole('button', { name: '不再处理' }).click()
    expect(await dialog.getByLabel('是谁说的').inputValue()).toBe('小王')
    await dialog.getByRole('button', { name: '先不了' }).click()
    await card('加糖').getByRole('button', { name: '以新来的为准' }).click()
    await dialog.getByRole('button', { name: '以新来的为准' }).click()
    await page.getByText('没有冲突的订单').waitFor()
    await card('加糖').getByText('在屏幕上').waitFor()

    await page.getByRole('tab', { name: '隔离' }).click()
    await page.getByText('placedAt').first().waitFor()
    await page.getByRole('row', { name: '下单时间 placedAt 没有写' }).waitFor()
    await page.getByRole('button', { name: '不再处理' }).click()
    await dialog.getByLabel('为什么').fill('服务商已经重发')
    await settle.dblclick()
    await page.getByText('没有被隔离的订单').waitFor()
    await page.getByText('已处理的 1 条').click()
    const done = card('服务商已经重发')
    await done.getByText('小王').waitFor()
    expect(await done.getByRole('button').count()).toBe(0)
    expect(errors).toEqual([])
  })

  test('old tickets after an outage are one question: the recent ones print, the others are cancelled by name', async () => {
    const shop = await runShop(shopFolder({ policy: { staleAfterMinutes: 0.03 } }))
    const { page, errors } = await signedIn(shop)
    await page.getByTestId('nav-printers').click()
    await page.getByTestId('virtual-kitchen-power').click()
    await page.locator('[data-testid="printer-kitchen"][data-state="offline"]').waitFor({ timeout: 15_000 })
    const ordered = (minutesAgo: number) => new Date(Date.now() - minutesAgo * 60_000).toISOString()
    for (const [pickupNo, minutes] of [
      ['A601', 95],
      ['A602', 70],
      ['A603', 20],
    ] as const) {
      const made = freshOrder(pickupNo, { placedAt: ordered(minutes) })
      await shop.push({ ...made, payment: { ...made.payment, paidAt: ordered(minutes) } })
    }
    // Older than this shop's limit by the time the printer is back.
    await page.waitForTimeout(3_000)
    await page.getByTestId('virtual-kitchen-power').click()
    const question = page.getByTestId('backlog-kitchen')
    await question.waitFor({ timeout: 20_000 })
    expect(await question.textContent()).toMatch(
      /积压：3 张旧小票没打[\s\S]*A601[\s\S]*1 小时 35 分前[\s\S]*A603[\s\S]*20 分钟前/,
    )
    await question.getByRole('button', { name: '只打最近的…' }).click()
    const dialog = page.locator('.ant-modal')
    await dialog.getByLabel('最近 30 分钟').check()
    expect(await dialog.getByRole('button', { name: '打印', exact: true }).isDisabled()).toBe(true)
    await dialog.getByLabel('谁决定的').fill('小王')
    await dialog.getByRole('button', { name: '打印', exact: true }).click()
    await question.waitFor({ state: 'detached' })
    await page.getByTestId('nav-orders').click()
    await page.locator('[data-testid="order-A603"][data-state="printed"]').waitFor({ timeout: 15_000 })
    for (const pickupNo of ['A601', 'A602']) {
      await page.locator(`[data-testid="order-${pickupNo}"][data-state="cancelled"]`).waitFor()
    }
    expect(errors).toEqual([])
  })

  test('打烊 stands on every page until it is taken back; a receipt prints when it is asked for', async () => {
    const shop = await runShop(shopFolder())
    const { page, errors } = await signedIn(shop)
    await page.getByTestId('shop-pause').click()
    await page.locator('.ant-modal').getByRole('button', { name: '打烊' }).click()
    const banner = page.getByTestId('shop-paused')
    await banner.waitFor()
    await shop.push(freshOrder('A701'))
    await page.getByText('打烊后又来了 1 单').waitFor()
    for (const name of ['nav-queue', 'nav-printers', 'nav-orders']) {
      await page.getByTestId(name).click()
      expect(await banner.isVisible()).toBe(true)
    }
    await page.getByTestId('shop-resume').click()
    await banner.waitFor({ state: 'detached' })
    await page.getByTestId('alarm').waitFor({ state: 'detached' })

    await page.locator('[data-testid="order-A701"][data-state="printed"]').click()
    await page.getByTestId('receipt').dblclick()
    const receipts = await eventually(async () => {
      const found = await shop.get<{ kind: string; state: string; printerId: string }[]>('/api/v1/jobs')
      const mine = found.filter(job => job.kind !== 'kitchen')
      expect(mine.map(job => job.state)).toEqual(['printed'])
      return mine
    }, 15_000)
    expect(receipts).toMatchObject([{ kind: 'receipt', printerId: 'spare' }])
    expect(errors).toEqual([])
  })

  test('survives a restart of the engine: says so, comes back by itself, shows what happened meanwhile', async () => {
    const folder = shopFolder()
    const first = await runShop(folder)
    const { page } = await signedIn(first)
    await first.push(freshOrder('A401'))
    await page.locator('[data-testid="order-A401"][data-state="printed"]').waitFor()
    await first.kill()
    await page.getByText('连接断开，正在重连…').waitFor({ timeout: 3_000 })
    const second = await runShop(folder, new URL(first.url).port)
    await second.push(freshOrder('A402'))
    await page.getByTestId('order-A402').waitFor({ timeout: 15_000 })
    expect(await page.getByText('连接断开，正在重连…').count()).toBe(0)
  })

  test('fits a phone, speaks English when asked, and remembers it', async () => {
    const shop = await runShop(shopFolder())
    await shop.push(freshOrder('A501', { items: [line('1', '超级无敌豪华加量版蟹黄鲜肉灌汤小笼包'.repeat(3), 2)] }))
    const { page, errors } = await signedIn(shop, { width: 390, height: 844 })
    await page.getByTestId('language').click()
    await page.reload()
    await page.getByTestId('order-A501').waitFor()
    expect(await page.getByTestId('nav-queue').textContent()).toBe('Queue')
    for (const name of ['nav-printers', 'nav-queue', 'nav-orders']) {
      await page.getByTestId(name).click()
      const wide = await page.evaluate(() => {
        const all = [document.documentElement, ...document.querySelectorAll('.page-scroll')]
        return all.some(element => element.scrollWidth > element.clientWidth)
      })
      expect(wide).toBe(false)
    }
    expect(errors).toEqual([])
  })
})
