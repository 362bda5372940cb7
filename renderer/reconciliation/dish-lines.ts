export type DishLine = { name: string; quantity: number }

/** One dish a line: 鲜肉包 x2, 豆浆×1.5, 2 油条, 茶叶蛋 3 个. Without a number it is one. */
export function readDishes(text: string): DishLine[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
    .map(readDish)
}

function readDish(line: string): DishLine {
  const behind = /^(.*\S)\s*[x×*＊X]\s*(\d{1,3}(?:\.\d{1,3})?)\s*[份个碗杯]?$/.exec(line)
  const counted = behind ?? /^(.*\S)\s+(\d{1,3}(?:\.\d{1,3})?)\s*[份个碗杯]?$/.exec(line)
  if (counted !== null) return dish(counted[1] ?? line, counted[2])
  const before = /^(\d{1,3})\s*(?:[x×*]\s*|[份个碗杯]\s*|\s)(\D.*)$/.exec(line)
  return before === null ? dish(line, undefined) : dish(before[2] ?? line, before[1])
}

function dish(name: string, quantity: string | undefined): DishLine {
  const number = Number(quantity ?? 1)
  return { name: name.trim(), quantity: number > 0 ? number : 1 }
}
