import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

// npm run fuzz [-- --minutes 60] [--only NAME]: all fuzz tests again and again, from a new seed each time, until the time is
// over. Prints how many inputs each of them saw. What fails is printed as fast-check says it, with the seed that makes it
// again, and ends the run with 1.

const { values } = parseArgs({ options: { minutes: { type: 'string' }, only: { type: 'string' } } })
const minutes = Number(values.minutes ?? '60')
/** So many times what `npm test` tries, in one round: a few minutes. */
const timesARound = 20
const until = Date.now() + minutes * 60_000
const folder = mkdtempSync(join(tmpdir(), 'gudang-fuzz-'))
const tally = join(folder, 'tally')
writeFileSync(tally, '')

let rounds = 0
let failed = false
try {
  while (Date.now() < until && !failed) {
    const seed = Math.floor(Math.random() * 2 ** 31)
    const args = ['vitest', 'run', '--config', 'test/vitest.config.ts', '--reporter=dot', `fuzz/${values.only ?? ''}`]
    const env = { ...process.env, GUDANG_FUZZ: `${timesARound}`, GUDANG_FUZZ_SEED: `${seed}`, GUDANG_FUZZ_TALLY: tally }
    const { status, stdout, stderr } = spawnSync('npx', args, { env, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 })
    rounds += 1
    failed = status !== 0
    process.stdout.write(`round ${rounds}, seed ${seed}: ${failed ? 'failed' : 'nothing found'}\n`)
    if (failed) process.stdout.write(`${stdout}\n${stderr}\n`)
  }
  const inputs = new Map<string, number>()
  for (const line of readFileSync(tally, 'utf8').split('\n')) {
    const [runs = '', name] = line.split('\t')
    if (name !== undefined) inputs.set(name, (inputs.get(name) ?? 0) + Number(runs))
  }
  for (const [name, count] of [...inputs].sort()) process.stdout.write(`${String(count).padStart(10)}  ${name}\n`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
if (failed) process.exitCode = 1
