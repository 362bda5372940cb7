import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HttpReply } from './http-request.ts'
import { platformSecrets, platformSources, type Wire } from './platform-messages.ts'
import { openShop, type Shop, type ShopOptions } from './shop.ts'
import { tempFolder } from './temp-folder.ts'

/** A shop that all platforms' messages are forwarded to. */
export async function openPlatformShop(options: ShopOptions = {}): Promise<Shop> {
  const folder = options.folder ?? tempFolder()
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify(platformSecrets()), { mode: 0o600 })
  return openShop({ silent: true, ...options, folder, settings: { sources: platformSources, ...options.settings } })
}

export function forward<Body>(shop: Shop, source: string, { headers, body }: Wire): Promise<HttpReply<Body>> {
  return shop.request<Body>(`/api/v1/sources/${source}/orders`, { method: 'POST', headers, body })
}
