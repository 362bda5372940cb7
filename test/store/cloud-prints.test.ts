import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type ForeignPrint, printLine } from '../../main/engine/cloud/foreign-print.ts'
import { takePrint } from '../../main/engine/cloud/take-print.ts'
import { createKeyedHash } from '../../main/engine/intake/keyed-hash.ts'
import { createAgeing } from '../../main/store/ageing.ts'
import { beginAttempt, endAttempt, findPaper } from '../../main/store/attempts.ts'
import { ageBackups } from '../../main/store/backup-ageing.ts'
import { makeBackup } from '../../main/store/backups.ts'
import { findByClientId, getCloudPrint } from '../../main/store/cloud-prints.ts'
import { type Db, openDatabase, sql } from '../../main/store/database.ts'
import { eraseCustomer, papersOf } from '../../main/store/erasing.ts'
import { listJobsOfTicket, printJob, saveJob } from '../../main/store/jobs.ts'
import { eraseFromJournal } from '../../main/store/journal-erasing.ts'
import { listTicketsOfPrint, ticketContent } from '../../main/store/tickets.ts'
import { settingsSchema } from '../../shared/domain/settings.ts'
import { openTestDatabase } from '../support/database.ts'
import { shopSettings } from '../support/shop.ts'
import { tempFolder } from '../support/temp-folder.ts'

const day = 86_400_000
const now = 20_000 * day
const limits = { now, customers: now - 30 * day, history: now - 400 * day }
const words = '联系电话：13812345678'

function addPrint(db: Db, number: number, receivedAt: number): void {
  const alarms = {
    raise() {},
    gather() {},
    count() {},
    end() {},
    ack: () => null,
    standing: () => [],
    health: () => ({ status: 'ok' as const, alarms: 0 }),
  }
  const keyedHash = createKeyedHash('a token')
  const deps = { db, settings: settingsSchema.parse(shopSettings), alarms, keyedHash, now: () => receivedAt }
  takePrint(deps, printOf(number, receivedAt))
}

function printOf(number: number, receivedAt: number): ForeignPrint {
  return {
    ...{
      number,
      orderId: `o${number}`,
      clientId: `c${number}`,
      sn: '1',
      printer: 'kitchen',
      source: 'yly',
      receivedAt,
    },
    ...{ copies: 2, form: 'yilianyun', drawer: false, repeats: { by: 'nothing' }, content: words },
  }
}

/** As if each copy had come out. */
function printAll(db: Db, number: number): void {
  for (const ticket of listTicketsOfPrint(db, number)) {
    for (const job of listJobsOfTicket(db, ticket.id)) {
      const paper = Buffer.from(words)
      const id = beginAttempt(db, { job: job.id, printer: 'kitchen', copy: 1, marks: [], started_at: now, paper })
      endAttempt(db, { id, ended_at: now, outcome: 'printed', evidence: 'status', error: null, taken: paper.length })
      saveJob(db, job.id, { ...printJob(job), state: 'printed' })
    }
  }
}

const isAnywhere = (db: Db) =>
  Number(sql<{ n: number }>(db, `select count(*) as n from tickets where content like '%13812345678%'`).get()?.n)

test('an old print keeps its names, and nothing of what it said; one that is not out yet keeps all', () => {
  const db = openTestDatabase()
  addPrint(db, 1, now - 31 * day)
  addPrint(db, 2, now - 31 * day)
  addPrint(db, 3, now - 29 * day)
  printAll(db, 1)
  printAll(db, 3)
  const ageing = createAgeing(db, limits)
  while (ageing.step());
  expect([1, 2, 3].map(id => getCloudPrint(db, id)?.purged_at)).toEqual([now, null, null])
  const [ticket] = listTicketsOfPrint(db, 1)
  if (ticket === undefined) throw new Error('the ticket is gone')
  expect(ticketContent(ticket)).toEqual({ kind: 'source', marks: [], copyNo: 1, blocks: [], text: [] })
  expect(listJobsOfTicket(db, ticket.id).map(job => findPaper(db, job.id))).toEqual([undefined])
  expect(isAnywhere(db)).toBe(4)
  // It is known again by its name for ever.
  expect(findByClientId(db, { source: 'yly', sn: '1', clientId: 'c1' })?.id).toBe(1)
  const [waiting] = listTicketsOfPrint(db, 2)
  expect(waiting && ticketContent(waiting)).toMatchObject({ text: [words] })
})

test('one print can be erased by the name that its client was told, when it is out', () => {
  const db = openTestDatabase()
  addPrint(db, 1, now)
  const whom = { source: 'yly', orderId: 'o1' }
  expect(eraseCustomer(db, whom, now)).toEqual({ orders: [], open: [whom], quarantined: 0 })
  printAll(db, 1)
  expect(papersOf(db, whom).map(one => Buffer.from(one.paper).toString())).toEqual([words, words])
  expect(eraseCustomer(db, whom, now)).toEqual({ orders: [whom], open: [], quarantined: 0 })
  expect([isAnywhere(db), papersOf(db, whom)]).toEqual([0, []])
})

test('its line in the journal is erased too, and the others stay byte for byte', () => {
  const folder = tempFolder()
  const file = join(folder, '2024-10-04.jsonl')
  const lines = [1, 2].map(number => JSON.stringify({ seq: `s-${number}`, ...printLine(printOf(number, now)) }))
  writeFileSync(file, `${lines.join('\n')}\n`)
  expect(eraseFromJournal(folder, { source: 'yly', orderId: 'o1' }, [{ source: 'yly', orderId: 'o1' }])).toBe(1)
  const [erased = '', other] = readFileSync(file, 'utf8').split('\n')
  expect([JSON.parse(erased), other]).toEqual([{ ...JSON.parse(lines[0] ?? ''), body: '{}' }, lines[1]])
})

test('a print that was not out yet when a backup was made is forgotten in it once it is; it is not printed from there', () => {
  const folder = tempFolder()
  const file = join(folder, 'gudang.db')
  const db = openDatabase(file)
  onTestFinished(() => void db.close())
  for (const number of [1, 2]) addPrint(db, number, now - 31 * day)
  const backup = makeBackup(file, join(folder, 'backups'), now)
  printAll(db, 1)
  ageBackups(join(folder, 'backups'), limits, db)
  const copy = openDatabase(backup.file)
  onTestFinished(() => void copy.close())
  const states = (number: number) =>
    listTicketsOfPrint(copy, number).flatMap(ticket => listJobsOfTicket(copy, ticket.id).map(({ state }) => state))
  expect([states(1), states(2)]).toEqual([
    ['printed', 'printed'],
    ['queued', 'queued'],
  ])
  const says = (number: number) => listTicketsOfPrint(copy, number).map(one => one.content.includes('13812345678'))
  expect([says(1), says(2)]).toEqual([
    [false, false],
    [true, true],
  ])
  const whom = { source: 'yly', orderId: 'o2' }
  expect(eraseCustomer(copy, whom, now, db)).toEqual({ orders: [], open: [whom], quarantined: 0 })
  printAll(db, 2)
  expect(eraseCustomer(copy, whom, now, db)).toEqual({ orders: [whom], open: [], quarantined: 0 })
  expect([states(2), says(2)]).toEqual([
    ['printed', 'printed'],
    [false, false],
  ])
})
