// What a field holds, told by its name in whatever spelling an ordering system has: camelCase, snake_case, Chinese.

/**
 * `person` and `account` hold somebody's fields, so that `name` in them is a person's; a bare text in `person` is the
 * name itself. `called` is what a customer is called by. `kept` is nobody's business; `identity` is what an order is found
 * by again. `plain` is everything else.
 */
export type FieldRole =
  | 'phone'
  | 'name'
  | 'address'
  | 'note'
  | 'person'
  | 'account'
  | 'called'
  | 'kept'
  | 'identity'
  | 'plain'

const numbersOfOrders = /(?:order|trade|refund)(?:id|no)$/
const keptWords = new Set([
  ...['id', 'ids', 'sku', 'code', 'amount', 'price', 'fee', 'fees', 'total', 'payable', 'quantity', 'count'],
  ...['at', 'time', 'type', 'status', 'level'],
])
/** What is known by its digits; an identity card is no phone, and hidden like one. */
const phone = /phone|mobile|电话|手机|联系方式|contact(?:no|num|number)$|idcard(?:no|num|number)?$|身份证/
const phoneWords = new Set(['tel', 'tels', 'cell'])
const runTogetherTel = /(?:customer|recipient|receiver|consignee|contact|user|buyer|backup)tels?(?:no|num|number)?$/
const address = /(?:address|addresses|addr|地址|email|邮箱)$|address(?:detail|line)?\d*$/
const addressWords = new Set(['address', 'addresses', 'addr'])
const personsName =
  /(?:customer|recipient|consignee|receiver|addressee|contact|linkman|buyer|user|rider|courier|sender|payer)(?:(?:full|real|nick|first|last)?name|nick)$/
const chineseName = /姓名|收货人|收件人|联系人/
const nameKey = /^(?:full|real|nick|first|last|sur|family|given)?name$/
const persons =
  /(?:customer|recipient|consignee|receiver|addressee|contact|linkman|delivery|shipping)s?(?:info|detail|details|data)?$|^(?:顾客|客户)$/
const accounts = /(?:user|buyer)s?(?:info|detail|details|data)?$/
/** A part of what is somebody's; not so a level, a card or a coupon, whose names are goods. */
const partOfSomebody = /(?:info|details?|data|profile|basic|base|identity|ext|extra)$/
const called = /(?:pickup|take|table|queue|meal)(?:no|num|number|code)$/
const note = /(?:notes?|remarks?|memo|comments?|caution|message|instructions?|description|desc)$|备注|留言/

/** A source's field names are always the same few; those of a body made to fill the memory are not kept. */
const known = new Map<string, FieldRole>()
const mostKnown = 2000
const longestKnown = 64

/** `holder` is the role of the object or list that the field stands in. */
export function fieldRole(key: string, holder: FieldRole): FieldRole {
  if (key.length > longestKnown) return tellRole(key, holder)
  const field = `${holder} ${key}`
  const role = known.get(field) ?? tellRole(key, holder)
  if (known.size < mostKnown) known.set(field, role)
  return role
}

function tellRole(key: string, holder: FieldRole): FieldRole {
  const words = key
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(word => word !== '')
  const joined = words.join('')
  if (called.test(joined)) return 'called'
  if (numbersOfOrders.test(joined)) return 'identity'
  if (keptWords.has(words.at(-1) ?? '')) return 'kept'
  if (phone.test(joined) || words.some(word => phoneWords.has(word)) || runTogetherTel.test(joined)) return 'phone'
  if (address.test(joined) || words.some(word => addressWords.has(word))) return 'address'
  if (personsName.test(joined) || chineseName.test(joined)) return 'name'
  const ofSomebody = holder === 'person' || holder === 'account' || holder === 'address' || holder === 'name'
  if (nameKey.test(joined)) return ofSomebody ? 'name' : 'kept'
  if (note.test(joined)) return 'note'
  if (persons.test(joined)) return 'person'
  if (accounts.test(joined)) return 'account'
  if ((holder === 'person' || holder === 'account') && partOfSomebody.test(joined)) return holder
  // { "phone": { "value": … } } is a phone all the way down.
  return holder === 'phone' || holder === 'name' || holder === 'address' || holder === 'note' ? holder : 'plain'
}
