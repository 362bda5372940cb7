type Columns<Row> = { [Name in keyof Row]: Row[Name] extends number ? Name : never }[keyof Row]

/**
 * Rows of the same key made into one, in the order in which the keys first come: the named columns are added up, the
 * others are those of the first row. Whole fen stay whole; quantities keep their three decimals.
 */
export function gather<Row extends object>(
  rows: Iterable<Row>,
  keyOf: (row: Row) => string | number | null,
  sums: readonly Columns<Row>[],
): Row[] {
  const gathered = new Map<string | number | null, Row>()
  for (const row of rows) {
    const key = keyOf(row)
    const known = gathered.get(key)
    if (known === undefined) gathered.set(key, { ...row })
    else for (const name of sums) Object.assign(known, { [name]: add(Number(known[name]), Number(row[name])) })
  }
  return [...gathered.values()]
}

export function add(a: number, b: number): number {
  return Math.round((a + b) * 1000) / 1000
}
