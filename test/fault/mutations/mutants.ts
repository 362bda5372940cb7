/** One promise taken out of the sources, and the tests that are there to notice. */
export type Mutant = {
  what: string
  edits: { file: string; find: string; replace: string }[]
  /** vitest's filters; `name` picks tests in them */
  tests: string[]
  name?: string
}

export const mutants: Mutant[] = [
  {
    what: 'synchronous=FULL is not set',
    edits: [{ file: 'main/store/database.ts', find: "    db.pragma('synchronous = FULL')\n", replace: '' }],
    tests: ['store/database.test.ts'],
  },
  {
    what: 'synchronous=NORMAL, and nobody looks',
    edits: [
      {
        file: 'main/store/database.ts',
        find: "pragma('synchronous = FULL')",
        replace: "pragma('synchronous = NORMAL')",
      },
      {
        file: 'main/store/database.ts',
        find: '  if (synchronous !== 2) throw',
        replace: '  if (synchronous === 9) throw',
      },
    ],
    tests: ['store/database.test.ts'],
  },
  {
    what: 'the journal is not synced before an order is accepted',
    edits: [{ file: 'main/store/journal.ts', find: '      await target.sync()\n', replace: '' }],
    tests: ['store/journal.test.ts'],
  },
  {
    what: 'no intent row before byte 1: the attempt is written down when the ticket is out',
    edits: [
      { file: 'main/engine/printing/lane.ts', find: '          attempt = ledger.begin(job, paper)\n', replace: '' },
      {
        file: 'main/engine/printing/lane.ts',
        find: '    const after = await writeDown(',
        replace:
          "    if (outcome.kind !== 'refused') attempt = ledger.begin(job, paper)\n    const after = await writeDown(",
      },
    ],
    tests: ['fault/kill-points.test.ts'],
    name: 'killed at byte-k',
  },
  {
    what: 'what was on its way when the program stopped is taken for not printed',
    edits: [
      {
        file: 'main/engine/recovery/recovery.ts',
        find: "next(printJob(job), { type: 'lost', hold: holdsUncertain(settings.policy.uncertain, job.kind) })",
        replace: "next(printJob(job), { type: 'refused' })",
      },
      {
        file: 'main/engine/recovery/recovery.ts',
        find: "        outcome: 'uncertain',\n",
        replace: "        outcome: 'refused',\n",
      },
      {
        file: 'main/engine/recovery/recovery.ts',
        find: '        taken: attempt.size,\n',
        replace: '        taken: 0,\n',
      },
    ],
    tests: ['fault/kill-points.test.ts'],
    name: 'killed at sent',
  },
  {
    what: 'a second paper is not marked 补打',
    edits: [
      {
        file: 'shared/ticket/mark-blocks.ts',
        find: "  if (print.reprint || print.copy > 1) marks.add('补打')\n",
        replace: '',
      },
    ],
    tests: ['fault/kill-points.test.ts'],
    name: 'killed at sent',
  },
  {
    what: 'no dedupe by (source, orderId)',
    edits: [
      {
        file: 'main/engine/intake/take-order.ts',
        find: '  const before = findOrder(db, source.id, parsed.order.orderId)\n',
        replace: '  const before = undefined as ReturnType<typeof findOrder>\n',
      },
    ],
    tests: ['engine/intake/push.test.ts'],
  },
  {
    what: 'no dedupe by webhook-id, and the same content counts as another',
    edits: [
      {
        file: 'main/engine/intake/take-order.ts',
        find: 'delivered?.body_hash === submission.bodyHash',
        replace: "delivered?.body_hash === ''",
      },
      {
        file: 'main/engine/intake/take-order.ts',
        find: 'const same = submission.contentHash === row.content_hash',
        replace: "const same = submission.contentHash === ''",
      },
    ],
    tests: ['engine/intake/push.test.ts'],
  },
  {
    what: 'the database would hold the same order twice',
    edits: [
      {
        file: 'main/store/migrations/0001-main-job.ts',
        find: 'create unique index orders_identity',
        replace: 'create index orders_identity',
      },
    ],
    tests: ['store/database.test.ts', 'store/migrations.test.ts'],
  },
  {
    what: 'customer text goes to paper as it is',
    edits: [
      {
        file: 'shared/ticket/clean-text.ts',
        find: '  if (harmless.test(text)) return text\n',
        replace: '  return text\n',
      },
    ],
    tests: ['fuzz/order.test.ts'],
    name: 'with any text',
  },
  {
    what: 'a message of the broker is acknowledged before its order is on disk',
    edits: [
      {
        file: 'main/sources/mqtt/mqtt-source.ts',
        find: '    const taken = await deps.take',
        replace: '    acknowledge()\n    const taken = await deps.take',
      },
    ],
    tests: ['sources/mqtt'],
    name: 'the disk refuses',
  },
  {
    what: 'where a pulled page ended is stored although its orders are not',
    edits: [
      {
        file: 'main/engine/intake/intake.ts',
        find: '      return takeAll(arrivals, () =>\n        savePullCursor(',
        replace:
          '      savePullCursor(deps.db, source.id, cursor, businessDay(deps.now(), deps.settings.shop))\n      return takeAll(arrivals, () =>\n        savePullCursor(',
      },
    ],
    tests: ['sources/pull'],
    name: 'stored together',
  },
  {
    what: 'an event is done with before its source has it',
    edits: [
      {
        file: 'main/engine/courier.ts',
        find: '    try {\n      await rest.unlessCut',
        replace: '    saveHeard(db, source, last.id)\n    try {\n      await rest.unlessCut',
      },
    ],
    tests: ['engine/courier.test.ts'],
  },
  {
    what: 'any Host is served',
    edits: [{ file: 'main/engine/door/guards.ts', find: ' || !isOwn(host) || !isOwn(named)', replace: '' }],
    tests: ['engine/door/attack.test.ts'],
  },
  {
    what: 'pages of any origin are served',
    edits: [
      { file: 'main/engine/door/guards.ts', find: 'if (origin !== undefined && ', replace: 'if (origin === null && ' },
    ],
    tests: ['engine/door/attack.test.ts'],
  },
  {
    what: 'no token is needed',
    edits: [
      {
        file: 'main/engine/door/guards.ts',
        find: '    if (access === null) {\n',
        replace: "    if (token === '') {\n",
      },
    ],
    tests: ['engine/door'],
  },
]
