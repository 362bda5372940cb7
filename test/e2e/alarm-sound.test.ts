import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeInBrowser, type OpenPage, screenOf } from '../support/browser.ts'
import { eventually } from '../support/eventually.ts'
import { runShop, shopFolder } from './screens.shop.ts'

// Whether an alarm is heard, with a browser that keeps pages quiet until they are touched, and with the desktop's, which does
// not. What is counted is what the page hands to the sound card, and whether that was running by then.

/** A screen whose beeps are counted, with a printer that is just running out of paper somewhere else. */
async function screenWithAlarm(openPage: OpenPage) {
  const shop = await runShop(shopFolder())
  const { page, errors } = await openPage()
  await page.addInitScript(() => {
    const start = OscillatorNode.prototype.start
    OscillatorNode.prototype.start = function (...when) {
      const { dataset } = document.documentElement
      const key = this.context.state === 'running' ? 'beeps' : 'unheard'
      dataset[key] = String(Number(dataset[key] ?? 0) + 1)
      start.apply(this, when)
    }
  })
  // To look at a page is a touch to it, as far as the browser knows: not before it has begun.
  const begun = page.waitForRequest(request => request.url().includes('alarms'))
  await page.goto(screenOf(shop))
  await begun
  const paper = (loaded: boolean) =>
    fetch(`${shop.url}/api/v1/virtual-printers/kitchen`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${shop.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ paper: loaded ? 'ok' : 'out' }),
    })
  const heard = () => page.evaluate(() => ({ ...document.documentElement.dataset }))
  return { page, errors, paper, heard, sound: page.getByTestId('sound'), alarm: page.getByTestId('alarm') }
}

describeInBrowser('the sound of an alarm', openPage => {
  test('before the screen is touched it says that it is silent, and beeps with the first touch for what nobody has heard', async () => {
    const { page, errors, paper, heard, sound, alarm } = await screenWithAlarm(openPage)
    expect(await sound.textContent()).toBe('点一下屏幕开声音')
    expect((await paper(false)).status).toBe(200)
    await alarm.waitFor({ timeout: 15_000 })
    expect(await heard()).not.toHaveProperty('beeps')
    await page.locator('.shell-head').click()
    await eventually(async () => expect(await heard()).toMatchObject({ beeps: '3' }))
    expect(await sound.textContent()).toBe('声音开')
    // Once, however often the screen looks at the alarms.
    await page.getByTestId('nav-queue').click()
    await page.getByTestId('nav-orders').click()
    expect(await heard()).toEqual({ beeps: '3' })
    expect(errors).toEqual([])
  })

  const presses = {
    click: (button: Locator) => button.click(),
    key: (button: Locator) => button.press('Enter'),
  }
  test.each(['click', 'key'] as const)(
    'the button takes the %s that it asked for, and mutes with the next one',
    async how => {
      const { paper, heard, sound, alarm } = await screenWithAlarm(openPage)
      await presses[how](sound)
      await eventually(async () => expect(await sound.textContent()).toBe('声音开'))
      await presses[how](sound)
      expect(await sound.textContent()).toBe('已静音')
      await paper(false)
      await alarm.waitFor({ timeout: 15_000 })
      await presses[how](sound)
      expect(await sound.textContent()).toBe('声音开')
      expect(await heard()).toEqual({})
    },
  )
})

describeInBrowser(
  'the sound of an alarm on the desktop',
  openPage => {
    test('it is heard although nobody has touched the screen', async () => {
      const { paper, heard, sound } = await screenWithAlarm(openPage)
      await eventually(async () => expect(await sound.textContent()).toBe('声音开'))
      await paper(false)
      await eventually(async () => expect(await heard()).toEqual({ beeps: '3' }), 15_000)
    })
  },
  // As window-policy.ts has it.
  ['--autoplay-policy=no-user-gesture-required'],
)
