import type { VirtualPrinterOrder } from '../../shared/domain/virtual-printer.ts'

/** How the device stands: the orders it was given, all of them (contract §8). */
export type Condition = { [Key in keyof VirtualPrinterOrder]-?: Exclude<VirtualPrinterOrder[Key], undefined> }

// Bits: reference/escpos.md §3. A roll that ended is past its near-end mark too, so both sensors report.

export function isOffline({ paper, cover }: Condition): boolean {
  return paper === 'out' || cover === 'open'
}

/** DLE EOT n, one byte whose bits 1 and 4 are always set; no byte: this n is not answered. */
export function realtimeStatus(n: number | undefined, condition: Condition): number[] {
  const { paper, cover } = condition
  if (n === 1) return [0x12 | (isOffline(condition) ? 0x08 : 0)]
  if (n === 2) return [0x12 | (cover === 'open' ? 0x04 : 0) | (paper === 'out' ? 0x20 : 0)]
  if (n === 3) return [0x12]
  if (n === 4) return [0x12 | (paper === 'ok' ? 0 : 0x0c) | (paper === 'out' ? 0x60 : 0)]
  return []
}

/** GS r n, in order: 1 paper, 2 drawer (closed), 4 ink (there). */
export function orderedStatus(n: number | undefined, { paper }: Condition): number {
  return (n === 1 || n === 49) && paper !== 'ok' ? 0x03 : 0
}

/** GS a: four bytes. */
export function automaticStatus(condition: Condition): number[] {
  const { paper, cover } = condition
  const printer = 0x10 | (isOffline(condition) ? 0x08 : 0) | (cover === 'open' ? 0x20 : 0)
  return [printer, 0, (paper === 'ok' ? 0 : 0x03) | (paper === 'out' ? 0x0c : 0), 0]
}

/** Does GS a with these bits want to hear of this change? Bit 1: online, offline and cover; bit 3: paper. */
export function isReported(mask: number, before: readonly number[], after: readonly number[]): boolean {
  return ((mask & 0x02) !== 0 && before[0] !== after[0]) || ((mask & 0x08) !== 0 && before[2] !== after[2])
}

/** GS ( H function 48: `30 30 d1 d2 d3 d4` is echoed when all before it is on paper. */
export function processIdAnswer(args: Uint8Array): number[] {
  return args[2] === 0x30 ? [0x37, 0x22, ...args.subarray(4, 8), 0x00] : []
}
