import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findProfile } from '../../../drivers/profiles/profiles.ts'
import { type PaperWidth, paperText } from '../../../drivers/virtual/paper.ts'
import { readPaper } from '../../../drivers/virtual/print-head.ts'
import { backupFolders } from '../../engine/house-rules.ts'
import { showId } from '../../engine/ids.ts'
import { backupsOf, closeShopDatabase, openShopDatabase } from '../../engine/recovery/open-shop-database.ts'
import { readSettings } from '../../engine/shop-folder.ts'
import { changeBackup } from '../../store/backup-ageing.ts'
import { type Backup, sweepPieces } from '../../store/backups.ts'
import type { Db } from '../../store/database.ts'
import { type Erased, eraseCustomer, papersOf } from '../../store/erasing.ts'
import { openForInspection } from '../../store/inspection.ts'
import { eraseFromJournal } from '../../store/journal-erasing.ts'
import { sweepLeftovers } from '../../store/leftovers.ts'
import type { Whom } from '../../store/whom.ts'
import { leave, readArguments, shopFolder } from '../arguments.ts'
import { withShop } from './held-shop.ts'
import { quietLog } from './quiet-log.ts'

// npm run shop -- erase --source ID --order ID | --customer ID [--data DIR]: one customer, out of the database, the
// journal, what was kept aside, the backups and the paper. What was sold and for how much stays.

export async function erase(args: readonly string[]): Promise<void> {
  const text = { type: 'string' } as const
  const values = readArguments({ data: text, source: text, order: text, customer: text }, args)
  const data = shopFolder(values.data)
  const whom = readWhom(values)
  if (!existsSync(join(data, 'gudang.db'))) leave(2, `--data: there is no shop in ${data}`)
  await withShop(data, () => {
    const { erased, papers } = eraseHere(data, whom)
    if (erased.open.length > 0) {
      leave(1, `还没处理完，先处理再删 · still open, settle them first: ${erased.open.map(nameOf).join(' ')}`)
    }
    sweepLeftovers(data)
    for (const folder of backupFolders(data)) sweepPieces(folder)
    const journal = eraseFromJournal(join(data, 'journal'), whom, erased.orders)
    const backups = backupsOf(data)
    const unchanged = eraseFromBackups(backups, openForInspection(join(data, 'gudang.db')), whom)
    process.stdout.write(
      `已删除 · erased: ${erased.orders.length} orders, ${erased.quarantined} kept aside, ${journal} journal lines, ` +
        `${papers} papers, ${backups.length - unchanged.length} backups gone through\n`,
    )
    const unread = (erased.unread ?? []).map(quarantine => nameOf({ quarantine })).join(' ')
    if (unread !== '') {
      process.stdout.write(`其中读不出来、也没人看过的 · among them, unreadable and looked at by nobody: ${unread}\n`)
    }
    const left = [...unchanged.map(({ file }) => file), ...damagedFolders(data)]
    const away = backupFolders(data).filter((folder, place) => place > 0 && !existsSync(folder))
    const notYet = [
      ...(left.length === 0 ? [] : [`这些要人工删除 · these have to be deleted by hand: ${left.join(' ')}`]),
      ...(away.length === 0 ? [] : [`插上以后再删一次 · plug it in and erase once more: ${away.join(' ')}`]),
    ]
    if (notYet.length > 0) leave(1, notYet.join('; '))
  })
}

function nameOf(one: Erased['open'][number]): string {
  return 'quarantine' in one ? `quarantine/${showId('q', one.quarantine)}` : `${one.source}/${one.orderId}`
}

function readWhom(values: Partial<Record<'source' | 'order' | 'customer', string>>): Whom {
  const { source, order, customer } = values
  if (customer !== undefined && customer !== '' && source === undefined && order === undefined) return { customer }
  if (customer !== undefined || !source || !order) return leave(2, '--source and --order, or --customer')
  return { source, orderId: order }
}

function eraseHere(data: string, whom: Whom): { erased: Erased; papers: number } {
  const db = openShopDatabase(data, { now: () => Date.now(), log: quietLog })
  try {
    const left = papersOf(db, whom)
    const erased = eraseAndVacuum(db, whom, null)
    return { erased, papers: erased.open.length > 0 ? 0 : dropPapers(data, left) }
  } finally {
    closeShopDatabase(db, quietLog)
  }
}

/** Returns those that still know the customer: of another version, unreadable, or with something open of which nobody knows. */
function eraseFromBackups(backups: readonly Backup[], present: Db, whom: Whom): Backup[] {
  try {
    return backups.filter(backup => {
      let open = 0
      const changed = changeBackup(backup, db => {
        open = eraseAndVacuum(db, whom, present).open.length
      })
      return !changed || open > 0
    })
  } finally {
    present.close()
  }
}

/** Vacuumed, so that nothing lies about in what its pages do not use. */
function eraseAndVacuum(db: Db, whom: Whom, present: Db | null): Erased {
  const erased = eraseCustomer(db, whom, Date.now(), present)
  if (erased.orders.length + erased.quarantined > 0) db.exec('vacuum')
  db.pragma('wal_checkpoint(TRUNCATE)')
  return erased
}

/** Virtual printers' papers carry no order's name; the same text, to the second, is the same paper. */
function dropPapers(data: string, left: readonly { printer: string; paper: Uint8Array }[]): number {
  let dropped = 0
  for (const { printer, paper } of left) {
    const tray = join(data, 'paper', printer)
    const text = paperText(readPaper(paper, widthOf(data, printer)))
    const names = existsSync(tray) ? readdirSync(tray).filter(name => /^\d{6,}\.txt$/.test(name)) : []
    for (const name of names) {
      if (readFileSync(join(tray, name), 'utf8') !== text) continue
      for (const kind of ['bin', 'png', 'txt']) rmSync(join(tray, name.replace(/txt$/, kind)), { force: true })
      dropped += 1
    }
  }
  return dropped
}

function widthOf(data: string, printer: string): PaperWidth {
  let profile: string | undefined
  try {
    profile = readSettings(join(data, 'config.json')).printers.find(one => one.id === printer)?.profile
  } catch {
    // The engine may work on another file; most papers are this wide.
  }
  const width = findProfile(profile ?? 'generic-80') ?? findProfile('generic-80')
  if (width === null) throw new Error('there is no profile generic-80')
  return width
}

function damagedFolders(data: string): string[] {
  const folder = join(data, 'damaged')
  return existsSync(folder) ? readdirSync(folder).map(name => join(folder, name)) : []
}
