// The cash drawer, shift by shift: what was in it, what should be, what was counted. Money is integer fen.

/** Notes and coins that are counted, in fen, the largest first. */
export const faces = [10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 10] as const

/** Pieces by face value in fen. */
export type Pieces = Partial<Record<string, number>>

/** `in` and `out` are what a person put in or took out beside sales (change, a supplier paid). */
export const drawerMoveKinds = ['sale', 'refund', 'in', 'out'] as const
export type DrawerMoveKind = (typeof drawerMoveKinds)[number]

/** Positive sums each. */
export type DrawerSums = { sales: number; refunds: number; paidIn: number; paidOut: number }

export type Shift = DrawerSums & {
  id: string
  day: string
  from: string
  openedBy: string
  /** 备用金: what was in the drawer when it began */
  float: number
  expected: number
  /** null while it runs */
  until: string | null
  endedBy: string | null
  handedTo: string | null
  counted: number | null
  pieces: Pieces | null
  /** counted − expected */
  difference: number | null
  /** of what was counted, so much stays in the drawer for the next; the rest was taken out */
  left: number | null
  note: string | null
}

/** A business day's drawer. */
export type CashNumbers = DrawerSums & {
  float: number
  expected: number
  counted: number | null
  difference: number | null
  /** cash that moved while no shift was open, beside the shifts of the day */
  outside: number
  shifts: Shift[]
}

export function expectedCash(float: number, { sales, refunds, paidIn, paidOut }: DrawerSums): number {
  return float + sales - refunds + paidIn - paidOut
}

export function piecesSum(pieces: Pieces): number {
  return Object.entries(pieces).reduce((sum, [face, count = 0]) => sum + Number(face) * count, 0)
}

/**
 * The day's drawer from its shifts, oldest first. What one shift took out before the next began counts as counted. A day
 * without shifts has what its orders moved, against what was counted at its close.
 */
export function countCash(shifts: readonly Shift[], outside: DrawerSums, countedAtClose: number | null): CashNumbers {
  const first = shifts[0]
  const last = shifts.at(-1)
  if (first === undefined || last === undefined) {
    const expected = expectedCash(0, outside)
    const difference = countedAtClose === null ? null : countedAtClose - expected
    return { ...outside, float: 0, expected, counted: countedAtClose, difference, outside: 0, shifts: [] }
  }
  const sum = (pick: (shift: Shift) => number) => shifts.reduce((all, shift) => all + pick(shift), 0)
  const sums = {
    sales: sum(shift => shift.sales),
    refunds: sum(shift => shift.refunds),
    paidIn: sum(shift => shift.paidIn),
    paidOut: sum(shift => shift.paidOut),
  }
  const expected = expectedCash(first.float, sums)
  const taken = shifts.slice(0, -1).reduce((all, shift, index) => {
    return all + (shift.counted ?? shift.expected) - (shifts[index + 1]?.float ?? 0)
  }, 0)
  const counted = last.counted === null ? null : last.counted + taken
  return {
    ...sums,
    float: first.float,
    expected,
    counted,
    difference: counted === null ? null : counted - expected,
    outside: expectedCash(0, outside),
    shifts: [...shifts],
  }
}

export function addCash(all: readonly CashNumbers[]): CashNumbers {
  const sum = (pick: (one: CashNumbers) => number) => all.reduce((total, one) => total + pick(one), 0)
  const counted = all.filter(one => one.counted !== null)
  return {
    float: all[0]?.float ?? 0,
    sales: sum(one => one.sales),
    refunds: sum(one => one.refunds),
    paidIn: sum(one => one.paidIn),
    paidOut: sum(one => one.paidOut),
    expected: sum(one => one.expected),
    counted: counted.length === 0 ? null : sum(one => one.counted ?? 0),
    difference: counted.length === 0 ? null : sum(one => one.difference ?? 0),
    outside: sum(one => one.outside),
    shifts: all.flatMap(one => one.shifts),
  }
}
