import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest'
import { chromiumArguments, chromiumPath } from './chromium.ts'

export type Size = { width: number; height: number }

/** A page, and what its console said that an owner should not hear of. */
export type Opened = { page: Page; errors: string[] }

/** A page of its own, until the test ends; without an address an empty one. */
export type OpenPage = (address?: string | null, size?: Size) => Promise<Opened>

/** a shop's usual screen */
const counterScreen: Size = { width: 1280, height: 800 }

/**
 * Tests of the built pages in a real browser, one for all of them; left out where this machine has none. `flags` are further
 * arguments of this browser.
 */
export function describeInBrowser(name: string, tests: (openPage: OpenPage) => void, flags: string[] = []): void {
  const executablePath = chromiumPath()
  describe.skipIf(executablePath === null)(name, { timeout: 90_000 }, () => {
    let browser: Browser
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: executablePath ?? '', args: [...chromiumArguments, ...flags] })
    }, 60_000)
    afterAll(() => browser?.close())

    tests(async (address = null, size = counterScreen) => {
      const context = await browser.newContext({ viewport: size, locale: 'zh-CN', reducedMotion: 'reduce' })
      onTestFinished(() => context.close())
      const page = await context.newPage()
      const errors: string[] = []
      page.on('console', message => {
        if (message.type() === 'error') errors.push(message.text())
      })
      page.on('pageerror', error => errors.push(error.message))
      if (address !== null) await page.goto(address)
      return { page, errors }
    })
  })
}

/** A screen of the shop that has its token already. */
export const screenOf = ({ url, token }: { url: string; token: string }): string => `${url}/#token=${token}`
