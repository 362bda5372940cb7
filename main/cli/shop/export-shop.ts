import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { openPrivateKey } from '../../engine/secrets/sealed-secrets.ts'
import { knownKeys } from '../../engine/secrets/sealing-key.ts'
import { makeBackup } from '../../store/backups.ts'
import { listBillFiles } from '../../store/bills/bill-folder.ts'
import { openForInspection, schemaOf } from '../../store/inspection.ts'
import { journalDayOf, journalDays } from '../../store/journal-reading.ts'
import { syncFile } from '../../store/kept-aside.ts'
import { schemaVersion } from '../../store/migrations.ts'
import { getJournalPosition } from '../../store/restorations.ts'
import { leave, readArguments, shopFolder } from '../arguments.ts'
import { type ShopFiles, sealArchive } from './archive.ts'
import { withShop } from './held-shop.ts'
import { askPassPhrase } from './pass-phrase.ts'

// npm run shop -- export --to FILE [--data DIR]: the shop as one file, for a new computer. The program must not run:
// what it took in after the export would not be in it.

/** The engine's own, or made anew at the other place. */
const notMoved = /^(gudang\.db.*|engine\.(lock|json)|reserve|.*\.tmp)$/

export async function exportShop(args: readonly string[]): Promise<void> {
  const values = readArguments({ data: { type: 'string' }, to: { type: 'string' } }, args)
  const data = shopFolder(values.data)
  if (values.to === undefined || values.to === '') leave(2, '--to: names the file')
  const to = resolve(values.to)
  if (existsSync(to)) leave(2, `--to: ${to} is there already`)
  if (!existsSync(join(data, 'gudang.db'))) leave(2, `--data: there is no shop in ${data}`)
  const passPhrase = await askPassPhrase()
  await withShop(data, () => {
    const bytes = sealArchive(collect(data), passPhrase)
    writeFileSync(`${to}.tmp`, bytes, { mode: 0o600 })
    syncFile(`${to}.tmp`)
    renameSync(`${to}.tmp`, to)
    process.stdout.write(
      `导出好了：${to}（${Math.ceil(bytes.length / 1_000_000)} MB）。在新电脑上导入；这台不要再启动。\n` +
        'Exported. Import it on the new computer, and do not start this one again.\n',
    )
  })
}

function collect(data: string): ShopFiles {
  const files: ShopFiles = { 'gudang.db': wholeDatabase(data) }
  for (const name of readdirSync(data)) {
    if (!notMoved.test(name) && statSync(join(data, name)).isFile()) files[name] = readFileSync(join(data, name))
  }
  for (const name of listBillFiles(data)) files[`bills/${name}`] = readFileSync(join(data, 'bills', name))
  // The other computer has another key; behind the pass phrase it may be in plain, and is sealed anew there.
  if (files['secrets.json'] !== undefined) files['secrets.json'] = openedSecrets(data, files['secrets.json'])
  for (const day of journalTail(data)) {
    files[`journal/${day}.jsonl`] = readFileSync(join(data, 'journal', `${day}.jsonl`))
  }
  return files
}

/** Where a key is not to be had (the desktop app's keychain), its secret stays sealed and has to be entered anew. */
function openedSecrets(data: string, bytes: Uint8Array): Uint8Array {
  try {
    const secrets = JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<string, { privateKey?: string }>
    for (const [id, one] of Object.entries(secrets)) {
      if (one.privateKey === undefined) continue
      one.privateKey = openPrivateKey(id, one.privateKey, () => knownKeys(data))
    }
    return Buffer.from(`${JSON.stringify(secrets, null, 2)}\n`)
  } catch {
    process.stderr.write(
      '支付宝私钥没有带走，请在新电脑上重新填 · the private key of Alipay stays behind; enter it anew\n',
    )
    return bytes
  }
}

/** With its log in it, checked. */
function wholeDatabase(data: string): Uint8Array {
  const folder = mkdtempSync(join(data, 'export-'))
  try {
    return readFileSync(makeBackup(join(data, 'gudang.db'), folder, Date.now()).file)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** From the day on in which the newest order of the database came. */
function journalTail(data: string): string[] {
  const db = openForInspection(join(data, 'gudang.db'))
  try {
    // One of before there was any account of the journal takes all of it along.
    const position = schemaOf(db) === schemaVersion ? getJournalPosition(db) : undefined
    const from = position === undefined ? '' : journalDayOf(position.at)
    return journalDays(join(data, 'journal')).filter(day => day >= from)
  } finally {
    db.close()
  }
}
