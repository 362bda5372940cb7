import { z } from 'zod'
import { faces, type Shift } from '../../../shared/domain/drawer.ts'
import type { DayView, PeriodView } from '../../../shared/domain/views/day-views.ts'
import type { JobView } from '../../../shared/domain/views/printing-views.ts'

/** The part of the desk that keeps the shop's days. Money is integer fen, days are YYYY-MM-DD. */
export type DayDesk = {
  day(day: string): Promise<DayView>
  /** 日结: freezes the numbers and prints the slip. Again changes nothing and prints nothing */
  closeDay(
    day: string,
    act: { by: string; note?: string | undefined; cash?: DrawerCount | undefined },
  ): Promise<DayView>
  /** the slip once more, marked 补打 */
  repeatDaySlip(day: string, act: { by: string; idempotencyKey: string }): JobView
  /** what a person knows of a closed day that no order tells */
  correctDay(
    day: string,
    given: { by: string; reason: string; sales?: number | undefined; refunded?: number | undefined },
  ): Promise<DayView>
  /** several days put together, `until` included */
  period(range: { from: string; until: string }): Promise<PeriodView>
}

const fen = z.int().min(0).max(100_000_000)
const words = z.string().trim().max(1000).optional()
const pieces = z.partialRecord(z.enum(faces.map(String)), z.int().min(0).max(100_000))

/** What was in the drawer: the sum, or how many there are of each note and coin (by face value in fen), or both. */
export const drawerCount = z.object({ counted: fen.optional(), pieces: pieces.optional() })
export type DrawerCount = z.infer<typeof drawerCount>

export const newShift = z.object({ float: fen })
export const handOver = drawerCount.extend({
  to: z.string().trim().min(1).max(64).optional(),
  left: fen.optional(),
  note: words,
})
export type HandOver = z.infer<typeof handOver> & { by: string }
/** Fen: below zero is taken out. */
export const drawerMove = z.object({
  amount: z.int().min(-100_000_000).max(100_000_000),
  reason: z.string().trim().min(1).max(200),
})

/** The shift that runs, what the one before left in the drawer, and what was put in and taken out today. */
export type DrawerView = {
  shift: Shift | null
  left: number | null
  moves: { at: string; amount: number; reason: string; by: string }[]
}

/** … and the part that keeps its drawer. */
export type DrawerDesk = {
  drawer(): DrawerView
  shifts(day: string): Shift[]
  /** 开班 */
  openShift(given: { by: string; float: number }): Shift
  /** 交接班: with `to`, the next one begins with what is left in the drawer (all of it unless `left` says otherwise) */
  handOver(shiftId: string, given: HandOver): Shift
  /** put in (positive) or taken out beside sales */
  moveCash(given: { by: string; amount: number; reason: string }): DrawerView
}
