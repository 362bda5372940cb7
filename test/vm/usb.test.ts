import { beforeAll, describe, expect, it } from 'vitest'
import { type CaseRun, limitMs, runCases } from './case-run.ts'
import { whyNoMachine } from './machine.ts'
import { vmCases } from './vm-cases.ts'

// In a machine of its own, after all other tests (test/vitest.config.ts). Where none can be had the tests are skipped, and
// say why; where GUDANG_VM=required they fail.

const why = whyNoMachine()

describe('printers on a real USB stack', () => {
  let run: CaseRun = { results: new Map(), fault: null }

  beforeAll(async () => {
    if (why === null) run = await runCases('tests')
  }, limitMs + 60_000)

  for (const { name } of vmCases) {
    it(name, ({ skip }) => {
      if (why !== null && process.env.GUDANG_VM === 'required') throw new Error(why)
      if (why !== null) return skip(why)
      const result = run.results.get(name)
      if (result === undefined) throw new Error(`the machine never came to it: ${run.fault}`)
      expect(result.error).toBe(null)
    })
  }
})
