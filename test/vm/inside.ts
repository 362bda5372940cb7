import { figureCases } from './figure-cases.ts'
import { resultMark, type VmResult } from './vm-case.ts'
import { vmCases } from './vm-cases.ts'

// The program that runs in the machine: all tests, or all figures, one result a line.

for (const { name, run } of process.argv[2] === 'figures' ? figureCases : vmCases) {
  const start = performance.now()
  const result: VmResult = { name, ms: 0, told: null, error: null }
  try {
    result.told = await Promise.race([run(), tooLong()])
  } catch (error) {
    result.error = error instanceof Error ? (error.stack ?? error.message) : String(error)
  }
  result.ms = Math.round(performance.now() - start)
  process.stdout.write(`${resultMark}${JSON.stringify(result)}\n`)
}
process.exit(0)

function tooLong(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error('not done in 240 s')), 240_000).unref()
  })
}
