// What the dialects of cloud printers ask of the engine, each for one source. Printers have the names that clients know
// them by (their serial numbers); a dialect knows no database and no printer.

/** When a request is a print that is known already: see the engine's foreign-print.ts. */
type Repeats = { by: 'nothing' } | { by: 'text'; withinMs: number } | { by: 'name'; freshAfterMs: number | null }

export type PrintWish = {
  sn: string
  form: 'feie' | 'feie-label' | 'yilianyun' | 'xpyun' | 'xpyun-label' | 'sunmi'
  content: string
  copies: number
  /** what the client calls it */
  clientId: string | null
  /** what the client is told, made of the number that the print gets; default: that number */
  orderId?: (number: number) => string
  repeats: Repeats
  /** may it open the drawer? default: no */
  drawer?: boolean
}

export type PrintAnswer =
  | { result: 'accepted' | 'duplicate' | 'other-text'; number: number; orderId: string; clientId: string | null }
  /** the source's settings name no such printer */
  | { result: 'unknown-printer' }
  | { result: 'unprintable' | 'busy' | 'not-durable' }

/**
 * `printed`: the printer, or a person, said of each copy that it came out; `sent`: all are out, not all of it proven;
 * `cancelled`: none will come any more.
 */
export type PrintState = 'waiting' | 'printed' | 'sent' | 'cancelled'

export type CloudPrint = {
  number: number
  orderId: string
  clientId: string | null
  sn: string
  /** ms */
  receivedAt: number
  state: PrintState
  /** ms; null unless printed */
  printedAt: number | null
}

export type CloudDesk = {
  print(wish: PrintWish): Promise<PrintAnswer>
  /** By what its client was told, or calls it. Null: this source sent none. */
  find(by: { orderId: string } | { sn: string | null; clientId: string }): CloudPrint | null
  /** Newest first. */
  list(query: { sn: string; limit: number; skip: number }): CloudPrint[]
  /** How many prints of that day (YYYY-MM-DD on the shop's clock) came out, and how many are still to come. */
  countDay(sn: string, day: string): { printed: number; waiting: number }
  /** Null: the source's settings name no such printer. */
  printerState(sn: string): 'offline' | 'ready' | 'trouble' | null
  printers(): string[]
  /** What of this source's own prints at this printer does not have to come out any more. Returns how many tickets. */
  cancelAll(sn: string): number
  /** False: it is out, on its way, or unknown. */
  cancel(orderId: string): boolean
  /** `20261122070102` on the shop's clock */
  stamp(at: number): string
}

/** How a client's request is found to be none of its account. */
export type Refusal = 'signature' | 'timestamp'

/** What every dialect is made with. */
export type DialectDeps = {
  desk: CloudDesk
  secret: string
  /** ms */
  now: () => number
  /** a request was not signed as it should, or by a clock that is wrong */
  refused: (why: Refusal) => void
}
