import { fenOfYuan } from '../platform/amounts.ts'
import { type Fields, fieldsOf, listOf, numberOf, textOf } from '../platform/fields.ts'
import { isWanted, type PlatformLine, unnamed } from '../platform/platform.ts'

// OGoodsGroup: `normal` groups are baskets (篮子), one for each eater; `extra` are fees; `discount` repeats what the
// activities say.

export type ElemeGroups = { baskets: Fields[]; extras: Fields[] }

export function elemeGroups(groups: unknown): ElemeGroups {
  const of = (type: string) =>
    listOf(groups)
      .map(fieldsOf)
      .filter(group => (textOf(group.type) ?? 'normal').toLowerCase() === type)
  return { baskets: of('normal'), extras: of('extra') }
}

export function elemeLines(baskets: readonly Fields[]): PlatformLine[] {
  return baskets.flatMap((basket, place) => {
    // One basket is the whole order: its name says nothing.
    const name = baskets.length > 1 ? (textOf(basket.name) ?? `${place + 1}号篮子`) : null
    return listOf(basket.items)
      .map((item, index) => elemeLine(fieldsOf(item), `${place + 1}-${index + 1}`, name))
      .filter(isWanted)
  })
}

function elemeLine(item: Fields, lineId: string, basket: string | null): PlatformLine {
  const full = textOf(item.name) ?? ''
  const { name, modifiers } = dishOf(full, valuesOf(item.newSpecs), valuesOf(item.attributes))
  const quantity = numberOf(item.quantity) ?? 1
  const unitPrice = fenOfYuan(item.price)
  const amount = fenOfYuan(item.total) ?? (unitPrice === null ? null : Math.round(unitPrice * quantity))
  const additions = listOf(item.additions).map(one => textOf(fieldsOf(one).name))
  const ids = [item.extendCode, item.skuId, item.id, item.vfoodId].map(textOf).filter(isRealId)
  return {
    lineId,
    sku: ids[0] ?? null,
    name: name.trim() === '' ? (ids[0] ?? unnamed) : name,
    category: null,
    quantity,
    // The platform's own total is what counts; a unit price that does not lead to it explains nothing.
    unitPrice: unitPrice !== null && amount === Math.round(unitPrice * quantity) ? unitPrice : null,
    amount,
    modifiers: [...modifiers, ...additions.filter(one => one !== null)].map(one => ({ name: one, price: 0 })),
    note: basket,
    comboOf: null,
    aliases: [...new Set([...ids, full, name])].filter(one => one !== ''),
  }
}

/** `-1` is how the platform says that there is none. */
function isRealId(id: string | null): id is string {
  return id !== null && id !== '-1' && id !== '0'
}

function valuesOf(pairs: unknown): string[] {
  return listOf(pairs)
    .map(fieldsOf)
    .map(({ name, value }) => textOf(value) ?? textOf(name))
    .filter(one => one !== null)
}

/**
 * The platform glues everything to the name: 奶茶-大杯[少冰+五分糖]. On the ticket the dish has its name, and what is
 * special about it stands below. Where specs and attributes do not come by themselves, what is in brackets is taken.
 */
function dishOf(full: string, specs: string[], attributes: string[]): { name: string; modifiers: string[] } {
  const bracket = /\[(?<inside>[^[\]]+)\]$/.exec(full)
  const glued = bracket?.groups?.inside?.split('+').filter(one => one.trim() !== '') ?? []
  const known = new Set([...specs, ...attributes])
  let name = bracket === null ? full : full.slice(0, bracket.index)
  for (const spec of specs) if (name.endsWith(`-${spec}`)) name = name.slice(0, -spec.length - 1)
  if (name.trim() === '') return { name: full, modifiers: [...known] }
  return { name, modifiers: [...known, ...glued.filter(one => !known.has(one))] }
}
