import { cells } from '../../shared/ticket/cell-width.ts'
import { terminalText } from './terminal-text.ts'

/** Columns as wide as their widest cell, a Chinese character counting as two. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const lines = rows.map(row => row.map(terminalText))
  const columns = Math.max(...lines.map(line => line.length))
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...lines.map(line => cells(line[column] ?? ''))),
  )
  const pad = (text: string, column: number) => text + ' '.repeat((widths[column] ?? 0) - cells(text))
  return `${lines.map(line => line.map(pad).join('  ').trimEnd()).join('\n')}\n`
}
