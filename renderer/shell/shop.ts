import { createContext, use } from 'react'
import type { ShopView } from '../../shared/domain/views/shop-views.ts'

/** Until the engine has said who it is: the place most shops are in. */
export const unknownShop: ShopView = {
  id: '',
  name: '',
  language: 'zh-CN',
  timezone: 'Asia/Shanghai',
  version: '',
  receipts: 'never',
  paused: null,
}

export const ShopContext = createContext<ShopView>(unknownShop)

export function useTimezone(): string {
  return use(ShopContext).timezone
}
