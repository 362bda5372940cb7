import { chromium } from 'playwright-core'
import { breakfastOrder } from '../support/breakfast.ts'
import { chromiumArguments, chromiumPath } from '../support/chromium.ts'
import { startServe } from '../support/running-shop.ts'
import { type Figure, spread } from './figures.ts'

const rounds = 40

/** From the engine's 201 to the order's card on a screen that shows the board. */
export async function measureScreenLag(folder: string): Promise<Figure> {
  const name = 'order durable → its card on the screen'
  const wanted = '< 200 ms'
  const executablePath = chromiumPath()
  if (executablePath === null) return { name, value: 'not measured: no browser', wanted }
  const serve = await startServe(folder)
  const browser = await chromium.launch({ executablePath, args: chromiumArguments })
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(`${serve.ready.url}/#token=${serve.ready.token}`)
  await page.getByTestId('nav-orders').waitFor()
  const lags: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const pickupNo = `B${String(round).padStart(3, '0')}`
    // The page itself notes when the card is there; both clocks are this machine's.
    const seen = page.evaluate(
      id =>
        new Promise<number>(resolve => {
          const look = () => {
            if (document.querySelector(`[data-testid="order-${id}"]`) === null) return requestAnimationFrame(look)
            resolve(Date.now())
          }
          look()
        }),
      pickupNo,
    )
    const answer = await serve.push(breakfastOrder(`lag-${round}`, [{ name: '鲜肉包' }], { pickupNo }), 'demo')
    const durable = Date.now()
    if (answer.status !== 201) throw new Error(`refused: ${answer.status}`)
    lags.push(Math.max(0, (await seen) - durable))
  }
  await browser.close()
  await serve.stop()
  return { name, value: spread(lags, 'ms', 0), wanted }
}
