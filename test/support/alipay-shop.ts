import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openAlipay } from './alipay-gateway.ts'
import { alipaySecrets } from './alipay-keys.ts'
import { openShop, shopSettings } from './shop.ts'
import { createShopHandClock } from './shop-hand-clock.ts'
import { tempFolder } from './temp-folder.ts'

/** A shop with an Alipay source, whose push source `mini` names it as its order centre, and Alipay itself. */
export async function openAlipayShop(change: Record<string, unknown> = {}) {
  const far = await openAlipay()
  const folder = tempFolder()
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ alipay: alipaySecrets() }), { mode: 0o600 })
  const clock = createShopHandClock()
  const alipay = {
    id: 'alipay',
    type: 'alipay',
    appId: '2021000000000001',
    sellerId: '2088000000000156',
    ...far.settings,
  }
  const [mini, demo] = shopSettings.sources
  const sources = [{ ...mini, orderCentre: 'alipay' }, demo, { ...alipay, ...change }]
  const shop = await openShop({ clock, folder, settings: { sources } })
  /** What is in flight, a ticket or an alarm's slip, has time to come to its end. */
  async function close(): Promise<void> {
    let closed = false
    const closing = shop.close().finally(() => {
      closed = true
    })
    while (!closed) {
      await clock.pass(500)
      await new Promise(resolve => setImmediate(resolve))
    }
    await closing
  }
  onTestFinished(close)
  const states = () => far.of('alipay.merchant.order.sync').map(one => statusOf(one.content))
  return { shop, far, clock, folder, states, close }
}

function statusOf(content: Record<string, unknown>): string {
  const ext = content.ext_info as { ext_key: string; ext_value: string }[]
  return ext.find(one => one.ext_key === 'merchant_order_status')?.ext_value ?? ''
}
