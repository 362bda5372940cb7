import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FaultRecord } from '../../support/fault-record.ts'
import { type Fault, faults } from './faults.ts'

// npm run test:fault: makes every fault of the list happen, the swept ones often, and prints what became of it: how many
// orders were at stake, and of those how many were lost or doubled without a mark (shop-account.ts, simulation/verdict.ts).
// Exits 1 where a test fails, a named one did not run, a fault has none, or no order was at stake. Numbers may be smaller:
// GUDANG_DAYS, GUDANG_KILLS, GUDANG_CUTS; rows may be named: npm run test:fault -- 16 17.

type TestRun = { file: string; name: string; status: 'passed' | 'failed' | string; fault: FaultRecord | undefined }

const root = fileURLToPath(new URL('../../..', import.meta.url))
const testFolder = join(root, 'test')
const sweeps = { GUDANG_DAYS: '10000', GUDANG_KILLS: '200', GUDANG_CUTS: '40' }

const chosen = process.argv.slice(2)
const rows = Object.entries(faults).filter(([number]) => chosen.length === 0 || chosen.includes(number))
const files = [...new Set(rows.flatMap(([, { tests }]) => tests.map(({ file }) => file)))]
const runs = runTests(files)
const lines = rows.map(([number, fault]) => judge(number, fault))
process.stdout.write(`${lines.map(({ text }) => text).join('\n')}\n`)
const bad = lines.filter(({ good }) => !good).length
process.stdout.write(bad === 0 ? 'all survived\n' : `${bad} of ${lines.length} rows are not proven\n`)
process.exitCode = bad === 0 ? 0 : 1

function runTests(named: readonly string[]): TestRun[] {
  const folder = mkdtempSync(join(tmpdir(), 'gudang-faults-'))
  try {
    const report = join(folder, 'report.json')
    const vitest = join(root, 'node_modules/vitest/vitest.mjs')
    const output = ['--reporter', 'default', '--reporter', 'json', '--outputFile', report]
    spawnSync(process.execPath, [vitest, 'run', '--config', 'test/vitest.config.ts', ...output, ...named], {
      cwd: root,
      env: { ...sweeps, ...process.env },
      // The table is what stdout is for.
      stdio: ['ignore', 2, 2],
    })
    return readRuns(report)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readRuns(report: string): TestRun[] {
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    testResults: {
      name: string
      assertionResults: { fullName: string; status: string; meta?: { fault?: FaultRecord } }[]
    }[]
  }
  return testResults.flatMap(({ name: path, assertionResults }) =>
    assertionResults.map(({ fullName, status, meta }) => ({
      file: path.slice(testFolder.length + 1),
      name: fullName,
      status,
      fault: meta?.fault,
    })),
  )
}

function judge(number: string, { fault, tests }: Fault): { good: boolean; text: string } {
  const own = tests.map(({ file, name = '' }) => runs.filter(run => run.file === file && run.name.includes(name)))
  const all = [...new Set(own.flat())]
  const passed = all.filter(run => run.status === 'passed')
  const failed = all.filter(run => run.status === 'failed')
  const sum = (of: (record: FaultRecord) => number) =>
    all.reduce((total, { fault: found }) => total + (found === undefined ? 0 : of(found)), 0)
  const times = passed.filter(run => run.fault === undefined).length + sum(found => found.times)
  const missing = own.flatMap((found, index) => (found.length > 0 ? [] : [tests[index]?.file ?? '']))
  const [orders, lost, doubles, marked] = (['orders', 'lost', 'doubles', 'marked'] as const).map(key =>
    sum(found => found[key]),
  )
  const harmless = orders !== 0 && lost === 0 && doubles === 0
  const good = tests.length > 0 && failed.length === 0 && missing.length === 0 && passed.length > 0 && harmless
  const verdict = [
    ...(tests.length === 0 ? ['NO TEST'] : orders === 0 ? ['NO ORDER AT STAKE'] : []),
    ...all.flatMap(run => (run.fault?.wrong ?? []).map(what => `WRONG: ${what} (${run.name})`)),
    ...failed.map(run => `FAILED: ${run.name}`),
    ...missing.map(file => `DID NOT RUN: ${file}`),
  ].join('; ')
  const figures = `tried ${times}, orders ${orders}, lost ${lost}, unmarked doubles ${doubles}, marked copies ${marked}`
  const where = [...new Set(passed.map(run => run.file))].join(' ')
  return { good, text: `${number.padStart(2)}  ${fault}\n      ${figures}  ${verdict}\n      ${where}` }
}
