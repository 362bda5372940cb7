import type { Learned, PrinterStatus } from './printer.ts'

/** What is known of the device; tells its keeper of every change. */
export type DeviceMemory = {
  readonly learned: Learned
  readonly last: PrinterStatus
  learn(news: Partial<Learned>): void
  report(status: PrinterStatus): void
}

export function createDeviceMemory(options: {
  learned: Learned
  onLearned(learned: Learned): void
  onStatus(status: PrinterStatus): void
}): DeviceMemory {
  let { learned } = options
  let last: PrinterStatus = { state: 'unknown', detail: null }
  return {
    get learned() {
      return learned
    },
    get last() {
      return last
    },
    learn(news) {
      const next = { ...learned, ...news }
      const isNews =
        next.confirmation !== learned.confirmation ||
        next.answersStatus !== learned.answersStatus ||
        next.silences !== learned.silences
      learned = next
      if (isNews) options.onLearned(next)
    },
    report({ state, detail }) {
      const isNews = state !== last.state || detail !== last.detail
      last = { state, detail }
      if (isNews) options.onStatus(last)
    },
  }
}
