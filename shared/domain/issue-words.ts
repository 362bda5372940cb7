// What is wrong with an order, for its shop's owner. Suppliers get it in English (contract §4: `issues`), as it was stored
// when the order came; the words here are made of that, so that they fit what came before, too.

const types: Record<string, string> = {
  ...{ string: '文字', number: '数字', int: '整数', array: '列表', object: '一组内容', record: '一组内容' },
  ...{ boolean: '是或否', null: '空的', NaN: '不是数的数字' },
}

const whole: Record<string, string> = {
  'is not JSON': '不是 JSON，读不出来',
  'is not UTF-8': '不是 UTF-8 编码，读不出来',
  'is no order': '不是订单',
  'could not be taken in by this version': '这个版本的程序收不下，请把诊断文件发给技术员',
  'is missing': '没有写',
  'is missing, or order_time is': '没有写，或者没有写 order_time',
  'is missing, or the time is': '没有写，或者没有写时间',
  'is empty': '是空的',
  'has no lines': '一样菜都没有',
  'is used by an earlier line': '跟前面的一行重复了',
  'names no line of this order': '指的那一行，单子上没有',
  'runs in a circle': '套餐互相套着，绕成了圈',
  'is no time': '不是时间',
  'is no date and time': '没有这个日期或时间',
  'is not ISO 8601 with an offset': '时间的写法不对，要带时区，像 2026-11-22T07:01:02+08:00',
  'has more than three decimals': '小数超过三位',
  'is not 1 to 64 printable ASCII characters': '要 1 到 64 个英文字母、数字或符号',
  'was refused: invalid': '来的时候格式不对，没有收下',
  'was refused: conflict': '来的时候跟已有的一版内容不同，没有收下',
}

const patterns: [RegExp, (...found: string[]) => string][] = [
  [/^Invalid input: expected \w+, received undefined$/, () => '没有写'],
  [/^Invalid input: expected (\w+), received (\w+)$/, (wanted, got) => `要${nameOf(wanted)}，来的是${nameOf(got)}`],
  [/^Invalid option: expected one of (.+)$/, all => `只能是 ${all.replaceAll('"', '').split('|').join('、')} 里的一个`],
  [/^Too big: expected \w+ to have <=(\d+) \w+$/, most => `太多了，最多 ${most} 个`],
  [/^Too big: expected \w+ to be <=?(\S+)$/, most => `太大了，最多 ${most}`],
  [/^Too small: expected \w+ to be >=?(\S+)$/, least => `太小了，最少 ${least}`],
  [/^longer than (\d+) characters$/, most => `太长了，最多 ${most} 个字`],
  [/^is longer than (\d+) bytes$/, most => `太大了，最多 ${most} 字节`],
  [/^nests more than (\d+) levels$/, most => `一层套一层，超过 ${most} 层`],
]

/** In Chinese; null: there are no words for that, and its English has to do. */
export function issueWords(message: string): string | null {
  if (Object.hasOwn(whole, message)) return whole[message] ?? null
  for (const [pattern, words] of patterns) {
    const found = pattern.exec(message)
    if (found !== null) return words(...found.slice(1))
  }
  return null
}

function nameOf(type = ''): string {
  return types[type] ?? ` ${type}`
}
