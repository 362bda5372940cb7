import type { ReportLine } from '../../../shared/report/day-table.ts'
import { reportWords } from '../../../shared/report/report-words.ts'
import type { PaperLanguage } from '../../../shared/ticket/words.ts'

// The report as an Excel workbook, a sheet for each part. Text cells are text whatever they begin with; the library never
// makes a formula of one.

const sheets = ['overview', 'sales', 'dishes', 'discounts', 'cash', 'paper', 'later', 'demo'] as const
const money = '#,##0.00'
const widths = [16, 30, 22, 12, 14, 14, 12, 50]

export async function dayWorkbook(lines: readonly ReportLine[], language: PaperLanguage): Promise<Uint8Array> {
  // Loaded when somebody asks: an engine at rest does without it.
  const { default: writeXlsxFile } = await import('write-excel-file/node')
  const words = reportWords(language)
  const { section, name, code, quantity, amount, refunded, returned, note } = words.columns
  const head = [section, name, code, quantity, amount, refunded, returned, note]
  const filled = sheets.filter(sheet => lines.some(line => line.sheet === sheet))
  const book = filled.map(sheet => ({
    sheet: words.sheets[sheet],
    stickyRowsCount: 1,
    columns: widths.map(width => ({ width })),
    data: [
      head.map(value => ({ value, type: String, fontWeight: 'bold' as const })),
      ...lines
        .filter(line => line.sheet === sheet)
        .map(line => [
          text(line.section),
          text(line.name),
          text(line.code),
          number(line.quantity),
          fen(line.amount),
          fen(line.refunded),
          number(line.returned),
          text(line.note),
        ]),
    ],
  }))
  return writeXlsxFile(book).toBuffer()
}

function text(value: string | null) {
  return value === null || value === '' ? null : { value, type: String }
}

function number(value: number | null) {
  return value === null ? null : { value, type: Number }
}

function fen(value: number | null) {
  return value === null ? null : { value: value / 100, type: Number, format: money }
}
