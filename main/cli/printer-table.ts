import type { Confirmation, PrinterState } from '../../shared/domain/printer.ts'
import { type PrinterTrouble, troubleWords } from '../../shared/domain/printer-trouble.ts'
import { detailWords, printerWords } from './printer-words.ts'
import { terminalText } from './terminal-text.ts'
import { textTable } from './text-table.ts'

/** null: not known here */
export type PrinterRow = {
  id: string
  name: string
  connection: string
  state: PrinterState | null
  detail: string | null
  trouble: PrinterTrouble | null
  paused?: boolean
  confirmation: Confirmation | null
  queue: number | null
  lastPrintedAt: string | null
}

const heads = [
  '编号 id',
  '名称 name',
  '连接 connection',
  '状态 state',
  '确认 confirmation',
  '排队 queue',
  '上次打印 last printed',
]

export function printerTable(rows: readonly PrinterRow[]): string {
  if (rows.length === 0) return '还没有打印机 · this shop has no printers yet\n'
  return textTable([heads, ...rows.map(columnsOf)]) + rows.map(troubleOf).join('')
}

/** Below the table: what is wrong, and what to do or type. */
function troubleOf({ id, state, detail, trouble }: PrinterRow): string {
  const said = (['zh-CN', 'en'] as const).flatMap(language => troubleWords({ ...trouble }, language) ?? [])
  if (said.length > 0) return said.map(({ what, how }) => `  ! ${id}: ${what}; ${how}\n`).join('')
  if (detail === null || detail === state) return ''
  const { zh, en } = detailWords(detail)
  return `${terminalText(`  ! ${id}: ${zh} · ${en}`)}\n`
}

function columnsOf(row: PrinterRow): string[] {
  return [
    row.id,
    row.name,
    row.connection,
    stateOf(row),
    row.confirmation ?? '-',
    row.queue === null ? '-' : String(row.queue),
    row.lastPrintedAt === null ? '-' : new Date(row.lastPrintedAt).toLocaleString('sv'),
  ]
}

function stateOf({ state, paused }: PrinterRow): string {
  if (paused === true) return '已暂停 paused'
  if (state === null) return '-'
  return `${printerWords[state].zh} ${state}`
}
