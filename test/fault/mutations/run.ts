import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Mutant, mutants } from './mutants.ts'

// npm run test:mutation: takes one promise after the other out of a copy of the sources, and sees whether the tests that
// are there for it fail. Exits 1 where one does not.

const here = fileURLToPath(new URL('../../..', import.meta.url))
const copy = mkdtempSync(join(tmpdir(), 'gudang-mutants-'))
const wanted = process.argv.slice(2)
const chosen = mutants.filter(({ what }) => wanted.length === 0 || wanted.some(word => what.includes(word)))

try {
  copySources()
  process.stdout.write('the sources as they are: ')
  const suites = new Map(chosen.map(mutant => [JSON.stringify([mutant.tests, mutant.name]), mutant]))
  const broken = [...suites.values()].map(run).filter(result => result !== 'survived').length
  process.stdout.write(broken === 0 ? 'all tests pass\n' : `${broken} of the runs fail already\n`)
  const results = broken === 0 ? chosen.map(judge) : []
  const bad = results.filter(result => result !== 'killed').length
  process.stdout.write(`${results.length - bad} of ${chosen.length} mutants killed\n`)
  process.exitCode = broken === 0 && bad === 0 ? 0 : 1
} finally {
  rmSync(copy, { recursive: true, force: true })
}

function copySources(): void {
  const linked = ['node_modules', 'dist']
  for (const name of readdirSync(here)) {
    if (linked.includes(name)) symlinkSync(join(here, name), join(copy, name))
    else if (name !== '.git') cpSync(join(here, name), join(copy, name), { recursive: true })
  }
}

function judge(mutant: Mutant): Result {
  const before = new Map(mutant.edits.map(({ file }) => [file, readFileSync(join(copy, file), 'utf8')]))
  try {
    for (const edit of mutant.edits) change(edit)
    const result = run(mutant)
    process.stdout.write(`${result.padEnd(8)}  ${mutant.what}\n`)
    return result
  } finally {
    for (const [file, text] of before) writeFileSync(join(copy, file), text)
  }
}

function change({ file, find, replace }: Mutant['edits'][number]): void {
  const pieces = readFileSync(join(copy, file), 'utf8').split(find)
  if (pieces.length !== 2) throw new Error(`${file} has ${pieces.length - 1} times what is to be taken out: ${find}`)
  writeFileSync(join(copy, file), pieces.join(replace))
}

/** `broken`: the tests could not even start, which proves nothing. */
type Result = 'killed' | 'survived' | 'broken'

function run({ tests, name }: Mutant): Result {
  const report = join(copy, 'report.json')
  const only = name === undefined ? [] : ['-t', name]
  const config = ['--config', 'test/vitest.config.ts', '--project', '!vm']
  const output = ['--reporter', 'json', '--outputFile', report]
  rmSync(report, { force: true })
  try {
    const vitest = join(here, 'node_modules/vitest/vitest.mjs')
    execFileSync(process.execPath, [vitest, 'run', ...config, ...output, ...only, ...tests], {
      cwd: copy,
      // What is built lies in node_modules, which is not a copy.
      env: { ...process.env, GUDANG_PROGRAMS: 'sources' },
      stdio: 'ignore',
    })
  } catch {
    // The report says why.
  }
  const { numFailedTests, numPassedTests } = readReport(report)
  if (numFailedTests > 0) return 'killed'
  return numPassedTests > 0 ? 'survived' : 'broken'
}

function readReport(file: string): { numFailedTests: number; numPassedTests: number } {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { numFailedTests: number; numPassedTests: number }
  } catch {
    return { numFailedTests: 0, numPassedTests: 0 }
  }
}
