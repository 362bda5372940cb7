import type { Errand, ErrandReport, RunErrand } from '../../main/store/errands.ts'

/** Errands that nobody runs: the test says how each ended. */
export function scriptedErrands(): {
  runErrand: RunErrand
  asked: Errand[]
  answer(report?: Partial<ErrandReport>): Promise<void>
} {
  const asked: Errand[] = []
  const open: ((report: ErrandReport) => void)[] = []
  return {
    asked,
    runErrand(errand) {
      asked.push(errand)
      return new Promise(resolve => open.push(resolve))
    },
    async answer(report = {}) {
      open.shift()?.({ failed: null, damaged: false, secondFailed: null, ...report })
      // What waits for it goes on before the test does.
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
    },
  }
}
