import type { Outcome } from '../../drivers/printer/printer.ts'
import type { JobState } from '../../shared/domain/print-job.ts'
import { type Evidence, takesTickets } from '../../shared/domain/printer.ts'
import type { TestWishes } from '../../shared/domain/ticket.ts'
import type { JobView, PrinterView } from '../../shared/domain/views/printing-views.ts'
import { printerWords } from './printer-words.ts'
import type { RunningEngine } from './running-engine.ts'

/** `out`: the page has come out, as far as this printer can tell. */
export type TestResult = { out: boolean; line: string }

const askEveryMs = 200
/** Tickets before it in the queue count, and the slowest printer's confirmation. */
const patienceMs = 30_000
/** A printer that says it cannot may be busy with another computer for a moment. */
const stuckMs = 4_000

const ended: Partial<Record<JobState, TestResult>> = {
  printed: { out: true, line: '已打印，打印机已确认 · printed, the printer confirmed it' },
  sent: {
    out: true,
    line: '已发送，这台打印机不会确认，请看纸 · sent; this printer cannot confirm, look at the paper',
  },
  uncertain: { out: false, line: '不确定，请看纸 · uncertain: the connection broke on the way, look at the paper' },
  held: { out: false, line: '已扣住，要人处理 · held, somebody has to decide' },
  failed: { out: false, line: '排版失败 · could not be rendered' },
  cancelled: { out: false, line: '已取消 · cancelled' },
}

/** Has the engine print a page and waits for what becomes of it. */
export async function testThroughDoor(
  engine: RunningEngine,
  printerId: string,
  wishes: TestWishes,
): Promise<TestResult> {
  const path = `/api/v1/printers/${encodeURIComponent(printerId)}`
  const { jobId } = await engine.post<JobView>(`${path}/test`, { by: 'printers', ...wishes })
  const since = performance.now()
  for (;;) {
    const job = await engine.get<JobView>(`/api/v1/jobs/${jobId}`)
    const result = ended[job.state]
    if (result !== undefined) return withEvidence(result, job.attempts.at(-1)?.evidence)
    const printer = (await engine.get<PrinterView[]>('/api/v1/printers')).find(({ id }) => id === printerId)
    const isStuck = job.state === 'waiting' || printer?.paused === true || !takesTickets(printer?.state ?? 'offline')
    if (performance.now() - since > (isStuck ? stuckMs : patienceMs)) return waiting(printer)
    await new Promise(resolve => setTimeout(resolve, askEveryMs))
  }
}

/** How it confirmed is what a technician came for. */
function withEvidence(result: TestResult, evidence: Evidence | 'none' | undefined): TestResult {
  const way = { 'process-id': 'GS ( H', status: 'GS r 1', human: null, none: null }[evidence ?? 'none']
  return way === null ? result : { ...result, line: `${result.line} (${way})` }
}

function waiting(printer: PrinterView | undefined): TestResult {
  const said = printer === undefined ? null : printerWords[printer.state]
  const why = printer?.paused === true ? '已暂停 · paused' : `${said?.zh ?? ''} · ${printer?.state ?? 'unknown'}`
  const remedy = said?.remedy.zh ? `，${said.remedy.zh}` : ''
  return {
    out: false,
    line: `没有打出来，还在排队：${why}${remedy} (still queued, it prints when the printer is back)`,
  }
}

/** The same words for a page printed without an engine; null: this printer exists only inside one. */
export function sayOutcome(outcome: Outcome | null): TestResult {
  if (outcome === null) {
    return { out: false, line: '虚拟打印机要先启动程序 · a virtual printer exists only while the engine runs' }
  }
  if (outcome.kind === 'sent') return ended.sent as TestResult
  if (outcome.kind === 'printed') return withEvidence(ended.printed as TestResult, outcome.evidence)
  if (outcome.kind === 'uncertain') return { out: false, line: `${ended.uncertain?.line} (${outcome.fault.message})` }
  const { state, message } = outcome.fault
  return { out: false, line: `没有打出来：${printerWords[state].zh} · ${message}` }
}
