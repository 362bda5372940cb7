import type { TFunction } from 'i18next'
import { zhCN } from '../words/zh-CN.ts'

type Named = keyof typeof zhCN.field

/** What people call a field of an order; null: there is no word for it, only its name in the order. */
export function fieldName(key: string, t: TFunction): string | null {
  return Object.hasOwn(zhCN.field, key) ? t(`field.${key as Named}`) : null
}

/** `items.0.quantity`: 菜品 · 第 1 个 · 数量 */
export function pathName(path: string, t: TFunction): string {
  const words = path.split('.').map(key => {
    if (/^\d+$/.test(key)) return t('quarantine.nth', { n: Number(key) + 1 })
    return fieldName(key, t) ?? key
  })
  return words.join(' · ')
}
