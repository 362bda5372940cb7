import type { Outcome, Printer, PrinterStatus } from '../../drivers/printer/printer.ts'
import { type PrinterState, takesTickets } from '../../shared/domain/printer.ts'
import type { TicketDocument } from '../../shared/ticket/document.ts'

/** What a scripted printer does with its next ticket; `papers`: how many it was sent before. */
export type Script = {
  /** throws where it cannot be drawn. A promise: it takes its time */
  draw?: (document: TicketDocument) => void | Promise<void>
  /** without it: printed, with the printer's word. A promise: it takes its time */
  print?: (papers: number) => Outcome | Promise<Outcome>
}

export type ScriptedPrinter = {
  device: Printer
  /** the words of each paper that left, marks and all */
  papers: string[]
  follow(script: Script): void
  /** it has become so; a state that takes no tickets refuses them */
  become(state: PrinterState, detail?: PrinterStatus['detail']): void
  onStatus: () => void
}

/** With all of its bytes, unless said otherwise. */
export const printed = (bytes = Number.MAX_SAFE_INTEGER): Outcome => ({ kind: 'printed', bytes, evidence: 'status' })
export const lost = (): Outcome => ({
  kind: 'uncertain',
  bytes: 1,
  fault: { state: 'ready', code: 'silent', message: 'not a word' },
})

export function createScriptedPrinter(first: Script = {}): ScriptedPrinter {
  let script = first
  let last: PrinterStatus = { state: 'ready', detail: null }
  const papers: string[] = []
  const device: Printer = {
    async render(document) {
      await script.draw?.(document)
      return new TextEncoder().encode(wordsOf(document))
    },
    async print(bytes, { beforeFirstByte }) {
      if (!takesTickets(last.state)) {
        return { kind: 'refused', fault: { state: last.state, code: last.state, message: `it is ${last.state}` } }
      }
      beforeFirstByte()
      papers.push(new TextDecoder().decode(bytes))
      return (await script.print?.(papers.length - 1)) ?? printed(bytes.length)
    },
    prepare: async () => {},
    status: async () => last,
    release: async () => {},
    forget: () => {},
    get last() {
      return last
    },
    confirmation: 'status',
    provable: false,
  }
  const made: ScriptedPrinter = {
    device,
    papers,
    follow(next) {
      script = next
    },
    become(state, detail = null) {
      last = { state, detail }
      made.onStatus()
    },
    onStatus: () => {},
  }
  return made
}

function wordsOf({ blocks }: TicketDocument): string {
  return blocks
    .map(block => ('text' in block ? block.text : block.type === 'pair' ? `${block.left} ${block.right}` : ''))
    .join('\n')
}
