import { cells } from '../../../shared/ticket/cell-width.ts'
import { terminalText } from '../terminal-text.ts'
import type { Check } from './check.ts'

export type Report = {
  verdict: Check['verdict']
  version: string
  at: string
  data: string
  system: Record<string, string | number>
  checks: Check[]
}

const badges = { ok: '[正常]', warn: '[注意]', fail: '[故障]' } as const

export function worst(checks: readonly Check[]): Check['verdict'] {
  if (checks.some(({ verdict }) => verdict === 'fail')) return 'fail'
  return checks.some(({ verdict }) => verdict === 'warn') ? 'warn' : 'ok'
}

/** Chinese for the shop; where something is wrong, English under it for whoever helps. */
export function readableReport({ checks, data, version }: Report): string {
  const width = Math.max(...checks.map(({ id }) => cells(id)))
  const indent = ' '.repeat(6 + 1 + width + 2)
  const lines = checks.flatMap(({ id, verdict, message, remedy }) => [
    `${badges[verdict]} ${id}${' '.repeat(width - cells(id))}  ${message.zh}`,
    ...(remedy === null ? [] : [`${indent}→ ${remedy.zh}`, `${indent}  ${message.en}. ${remedy.en}.`]),
  ])
  const bad = checks.filter(({ verdict }) => verdict === 'fail').length
  const odd = checks.filter(({ verdict }) => verdict === 'warn').length
  const sum =
    bad + odd === 0 ? '一切正常 · all is well' : `${bad} 个故障，${odd} 个注意 · ${bad} failed, ${odd} to look at`
  return [`古荡体检 ${version} · ${data}`, '', ...lines, '', sum, ''].map(terminalText).join('\n')
}
