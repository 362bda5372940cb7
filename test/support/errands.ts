import type { Errand, ErrandReport, RunErrand } from '../../main/store/errands.ts'

/** Errands that nobody runs: the test says how each ended. What ages out is done at once. */
export function scriptedErrands(): {
  runErrand: RunErrand
  asked: Errand[]
  aged: Errand[]
  answer(report?: Partial<ErrandReport>): Promise<void>
} {
  const asked: Errand[] = []
  const aged: Errand[] = []
  const open: ((report: ErrandReport) => void)[] = []
  const well: ErrandReport = { failed: null, damaged: false, secondFailed: null }
  return {
    asked,
    aged,
    runErrand(errand) {
      if (errand.kind === 'age-out') {
        aged.push(errand)
        return Promise.resolve(well)
      }
      asked.push(errand)
      return new Promise(resolve => open.push(resolve))
    },
    async answer(report = {}) {
      open.shift()?.({ ...well, ...report })
      // What waits for it goes on before the test does.
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
    },
  }
}
