import { fenOfYuan } from '../platform/amounts.ts'
import { type Fields, fieldsOf, isYes, listOf, numberOf, parseInner, textOf } from '../platform/fields.ts'
import { isWanted, type PlatformLine, type PlatformOrder, unnamed } from '../platform/platform.ts'

// KbPosOrderDishDetail. What is not a dish of its own (main_flag false) belongs to the one that main_out_detail_no names:
// toppings (加料, type SIDE) are how that dish is made, the parts of a combo are dishes below it that cost nothing more.

type Dish = { fields: Fields; lineId: string; parent: string | null; isTopping: boolean; quantity: number }

export function koubeiLines(dishDetails: unknown): PlatformLine[] {
  const dishes = readDishes(dishDetails)
  const known = new Set(dishes.filter(dish => isWanted(dish) && !dish.isTopping).map(dish => dish.lineId))
  const parentOf = ({ parent, lineId }: Dish) =>
    parent !== null && parent !== lineId && known.has(parent) ? parent : null
  return dishes
    .filter(isWanted)
    .filter(dish => !dish.isTopping || parentOf(dish) === null)
    .map(dish =>
      lineOf(
        dish,
        parentOf(dish),
        dishes.filter(one => one.isTopping && one.parent === dish.lineId),
      ),
    )
}

/** 退菜, 拒单: as refunds, so that the cook hears of what is not wanted any more. */
export function koubeiRefunds(dishDetails: unknown): PlatformOrder['refunds'] {
  return readDishes(dishDetails)
    .filter(isWanted)
    .filter(({ fields, isTopping }) => !isTopping && isOff(fields))
    .map(({ fields, lineId, quantity }) => ({
      refundNo: `dish-${lineId}`,
      amount: Math.round((priceOf(fields) ?? 0) * quantity),
      lines: [{ lineId, quantity }],
      at: null,
    }))
}

function isOff(fields: Fields): boolean {
  return fields.make_status === 'REFUND' || fields.status === 'REFUND' || fields.status === 'CLOSE'
}

/** A list, a list in a text, or wrapped in the name of its type, as Alipay's gateway does it. */
function readDishes(given: unknown): Dish[] {
  const value = parseInner(given)
  const list = listOf(Array.isArray(value) ? value : parseInner(fieldsOf(value).kb_pos_order_dish_detail))
  return list.map(fieldsOf).map((fields, index) => ({
    fields,
    lineId: textOf(fields.out_detail_no) ?? String(index + 1),
    parent: textOf(fields.main_out_detail_no),
    isTopping: fields.type === 'SIDE',
    quantity: numberOf(fields.dish_num) ?? 1,
  }))
}

function lineOf({ fields, lineId, quantity }: Dish, comboOf: string | null, toppings: readonly Dish[]): PlatformLine {
  const part = comboOf !== null
  const unitPrice = part ? null : priceOf(fields)
  const modifiers = [...ownModifiers(fields, part), ...toppings.map(one => toppingOf(one, quantity, part))]
  const each = (unitPrice ?? 0) + modifiers.reduce((all, one) => all + one.price, 0)
  const ids = [fields.outer_id, fields.sku_id, fields.dish_id].map(textOf).filter(one => one !== null)
  const name = textOf(fields.dish_name) ?? ids[0] ?? unnamed
  return {
    ...{ lineId, sku: ids[0] ?? null, name, category: null, quantity, unitPrice },
    amount: part ? 0 : unitPrice === null ? null : Math.round(each * quantity),
    modifiers,
    note: textOf(fields.memo),
    comboOf,
    aliases: [...new Set([...ids, name])].filter(one => one !== ''),
  }
}

function priceOf(fields: Fields): number | null {
  return fenOfYuan(isYes(fields.has_change) ? fields.change_price : fields.sell_price)
}

/** 规格, then 做法 and 销售属性; what they cost more stands beside the first of them. */
function ownModifiers(fields: Fields, free: boolean): PlatformLine['modifiers'] {
  const practices = (textOf(fields.practice_info) ?? '').split(/[,，]/)
  const properties = Object.values(fieldsOf(parseInner(fields.sales_properties)))
    .flatMap(value => (Array.isArray(value) ? value : [value]))
    .map(textOf)
  const names = [textOf(fields.spec_name), ...practices, ...properties].map(one => one?.trim() ?? '')
  const price = free ? 0 : Math.max(0, fenOfYuan(fields.practice_price) ?? 0)
  return [...new Set(names.filter(one => one !== ''))].map((name, index) => ({ name, price: index === 0 ? price : 0 }))
}

/** Toppings are counted for all portions together; the price is that of one portion. */
function toppingOf({ fields, quantity }: Dish, portions: number, free: boolean): PlatformLine['modifiers'][number] {
  const each = portions > 0 ? quantity / portions : 0
  const name = `${textOf(fields.dish_name) ?? ''}${Number.isInteger(each) && each > 1 ? `×${each}` : ''}`
  return { name, price: free ? 0 : Math.round((priceOf(fields) ?? 0) * each) }
}
