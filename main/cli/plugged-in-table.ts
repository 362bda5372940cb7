import type { PluggedIn } from '../../drivers/discovery/plugged-in.ts'
import { meansThis } from '../../drivers/discovery/same-device.ts'
import { installRule, isRuleInstalled } from '../../drivers/transport/udev-rule.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import { terminalText } from './terminal-text.ts'
import { textTable } from './text-table.ts'

const heads = ['现在接着的 plugged in', '位置 where', '已设为 configured as']

/** Under each line: what is wrong with it, and how it would stand in config.json where it does not yet. */
export function pluggedInTable(found: readonly PluggedIn[], printers: Settings['printers']): string {
  if (found.length === 0) return '\n没有发现接着的打印机 · nothing is plugged in that could be a printer\n'
  const owners = found.map(one => printers.filter(({ connection }) => meansThis(connection, one)).map(({ id }) => id))
  const rows = found.map(({ name, place }, index) => [name, place, owners[index]?.join(' ') || '-'])
  const [head, ...lines] = textTable([heads, ...rows])
    .trimEnd()
    .split('\n')
  const paragraphs = found.map(({ notes, connection }, index) => [
    lines[index] ?? '',
    ...notes.map(note => terminalText(`  ! ${note}`)),
    ...(owners[index]?.length === 0 ? [terminalText(`  → "connection": ${JSON.stringify(connection)}`)] : []),
  ])
  return `\n${[head, ...paragraphs.flat()].join('\n')}\n`
}

/** Where no package has installed it (a headless computer): without it a printer on USB is root's. */
export function ruleHint(found: readonly PluggedIn[]): string {
  const needed = found.some(({ connection }) => connection.type === 'usb' || connection.type === 'serial')
  if (!needed || isRuleInstalled()) return ''
  return `\n这台电脑还没有装打印机的权限规则，请输入 · the rule that gives permission is not installed; type:\n  ${installRule()}\n`
}
