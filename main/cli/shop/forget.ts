import { changeHouseRules } from '../../engine/house-rules.ts'
import { leave, readArguments, shopFolder } from '../arguments.ts'

// npm run shop -- forget --after DAYS [--data DIR]: customers are forgotten after so many days (30 where nobody says so).

export function forget(args: readonly string[]): void {
  const values = readArguments({ data: { type: 'string' }, after: { type: 'string' } }, args)
  const data = shopFolder(values.data)
  const days = Number(values.after)
  if (!/^\d{1,4}$/.test(values.after ?? '') || days < 1 || days > 3650) leave(2, '--after: is not 1 to 3650 days')
  changeHouseRules(data, { customerDays: days })
  process.stdout.write(`顾客资料保留 ${days} 天 · customers are forgotten after ${days} days\n`)
}
