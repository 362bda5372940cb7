import type { PlatformDiscount } from './platform.ts'

type Bearer = NonNullable<PlatformDiscount['fundedBy']>
type Parts = Readonly<Record<Bearer, number>>

/** One discount of which each bears a part, as a discount for each; amounts in fen. */
export function byBearer(discount: Omit<PlatformDiscount, 'fundedBy' | 'amount'>, parts: Parts): PlatformDiscount[] {
  return (['merchant', 'platform'] as const)
    .filter(fundedBy => parts[fundedBy] > 0)
    .map(fundedBy => ({ ...discount, fundedBy, amount: parts[fundedBy] }))
}

export type Activity = { name: string; kind: string | null; code: string | null; amount: number; parts: Parts | null }

/**
 * Who bears what. Platforms say it of each activity, or only of all of them together (`whole`); what they do not say is
 * not guessed.
 */
export function splitActivities(activities: readonly Activity[], whole: Parts | null): PlatformDiscount[] {
  const given = activities.filter(one => one.amount > 0)
  const adds = ({ amount, parts }: Activity) => parts !== null && parts.merchant + parts.platform === amount
  if (given.length > 0 && given.every(adds)) {
    return given.flatMap(({ name, kind, code, parts }) =>
      byBearer({ name, kind, code }, parts ?? { merchant: 0, platform: 0 }),
    )
  }
  const sum = given.reduce((all, { amount }) => all + amount, 0)
  if (
    whole !== null &&
    whole.merchant + whole.platform > 0 &&
    (given.length === 0 || sum === whole.merchant + whole.platform)
  ) {
    const names = [...new Set(given.map(({ name }) => name))]
    const kinds = [...new Set(given.map(({ kind }) => kind))]
    const kind = kinds.length === 1 ? (kinds[0] ?? null) : 'promotion'
    return byBearer({ name: names.join('、') || '优惠活动', kind, code: null }, whole)
  }
  return given.map(({ name, kind, code, amount }) => ({ name, kind, code, amount, fundedBy: null }))
}
