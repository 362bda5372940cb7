import { yuan } from '../domain/money.ts'
import type { PaperLanguage } from '../ticket/words.ts'
import type { ReportLine } from './day-table.ts'
import { reportWords } from './report-words.ts'

/** Excel takes a CSV for the system's own code page unless it begins with this. */
const byteOrderMark = '\uFEFF'

/** The whole report as one table (RFC 4180). */
export function dayCsv(lines: readonly ReportLine[], language: PaperLanguage): string {
  const { columns } = reportWords(language)
  const { section, name, code, quantity, amount, refunded, returned, note } = columns
  const head = [section, name, code, quantity, amount, refunded, returned, note].map(csvText)
  const rows = lines.map(line => [
    csvText(line.section),
    csvText(line.name),
    csvText(line.code ?? ''),
    csvNumber(line.quantity),
    csvMoney(line.amount),
    csvMoney(line.refunded),
    csvNumber(line.returned),
    csvText(line.note ?? ''),
  ])
  return byteOrderMark + [head, ...rows].map(cells => `${cells.join(',')}\r\n`).join('')
}

/**
 * What begins like a formula would be one in Excel, LibreOffice and WPS, quoted or not: an apostrophe before it makes it
 * text (OWASP, CSV injection). Only text goes through here; a number below zero stays one.
 */
export function csvText(text: string): string {
  const safe = /^[\p{Cc}\s]*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function csvNumber(value: number | null): string {
  return value === null ? '' : String(value)
}

function csvMoney(fen: number | null): string {
  return fen === null ? '' : yuan(fen)
}
