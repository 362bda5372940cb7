import { existsSync } from 'node:fs'
import { freemem, release, totalmem, uptime } from 'node:os'
import { join } from 'node:path'
import type { PrinterView } from '../../../shared/domain/views/printing-views.ts'
import type { AlarmView } from '../../../shared/domain/views/shop-views.ts'
import { readVersion } from '../../host/headless/package-root.ts'
import type { Db } from '../../store/database.ts'
import { openForInspection, schemaOf } from '../../store/inspection.ts'
import { schemaVersion } from '../../store/migrations.ts'
import { findEngine, type RunningEngine } from '../running-engine.ts'
import type { Check } from './check.ts'
import { checkDatabase, checkWaiting, databaseMissing, databaseUnreadable } from './database-checks.ts'
import { checkAlarms, checkEngine, checkPrinter, checkPrinterAlone } from './engine-checks.ts'
import { checkBackups, checkConfig, checkDisk, checkFolder, checkSecrets } from './folder-checks.ts'
import { checkClock, checkNode, checkPort } from './machine-checks.ts'
import { type Report, worst } from './report.ts'

const usualPort = 8760

/** Looks at everything and changes nothing. `db` is the caller's to close. */
export async function examine(data: string): Promise<{ report: Report; db: Db | null }> {
  const folder = checkFolder(data)
  const machine = [checkNode(process.version)]
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  if (folder.verdict === 'fail') {
    const checks = [...machine, checkClock(Date.now(), zone, null), folder]
    return { report: reportOf(data, checks), db: null }
  }
  const found = await findEngine(data)
  const engine = found.kind === 'running' ? found.engine : null
  const { check: config, settings } = checkConfig(data, found.kind !== 'none')
  const { checks: database, db } = lookAtDatabase(data, engine !== null)
  const checks = [
    ...machine,
    checkClock(Date.now(), zone, settings?.shop ?? null),
    folder,
    checkDisk(data),
    config,
    checkSecrets(data, process.platform),
    ...database,
    ...checkBackups(data, Date.now()),
    checkEngine(found),
    // A port that an engine holds which does not answer is most likely its own.
    ...(found.kind === 'mute' ? [] : [await checkPort(usualPort, engine?.url ?? null)]),
    ...(engine === null
      ? await Promise.all(found.kind === 'none' ? (settings?.printers ?? []).map(checkPrinterAlone) : [])
      : await lookThroughDoor(engine)),
  ]
  return { report: reportOf(data, checks), db }
}

async function lookThroughDoor(engine: RunningEngine): Promise<Check[]> {
  const [alarms, printers] = await Promise.all([
    engine.get<AlarmView[]>('/api/v1/alarms'),
    engine.get<PrinterView[]>('/api/v1/printers'),
  ])
  return [checkAlarms(alarms), ...printers.map(checkPrinter)]
}

function lookAtDatabase(data: string, engineRuns: boolean): { checks: Check[]; db: Db | null } {
  const file = join(data, 'gudang.db')
  if (!existsSync(file)) return { checks: [databaseMissing()], db: null }
  let db: Db | null = null
  try {
    db = openForInspection(file)
    const check = checkDatabase(db, engineRuns)
    const known = check.verdict !== 'fail' && schemaOf(db) === schemaVersion
    const checks = [check, ...(known ? checkWaiting(db) : [])]
    if (known) return { checks, db }
    db.close()
    return { checks, db: null }
  } catch (error) {
    db?.close()
    return { checks: [databaseUnreadable(error)], db: null }
  }
}

function reportOf(data: string, checks: Check[]): Report {
  const megabytes = (bytes: number) => Math.round(bytes / 1_000_000)
  return {
    verdict: worst(checks),
    version: readVersion(),
    at: new Date().toISOString(),
    data,
    system: {
      platform: process.platform,
      release: release(),
      arch: process.arch,
      node: process.version,
      language: Intl.DateTimeFormat().resolvedOptions().locale,
      memoryMB: megabytes(totalmem()),
      freeMemoryMB: megabytes(freemem()),
      uptimeHours: Math.round(uptime() / 3600),
    },
    checks,
  }
}
