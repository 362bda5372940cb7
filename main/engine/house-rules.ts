import { existsSync, readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { z } from 'zod'
import { writeWhole } from '../store/write-whole.ts'
import { SettingsError } from './settings-error.ts'

// housekeeping.json, beside config.json and not in it: what belongs to this computer and not to the shop, so that one
// config.json serves many. `npm run shop` writes it; without it the defaults hold.

export const houseRules = z.strictObject({
  /** a folder on another disk, absolute, that gets every backup too; null: there is none */
  backupAlso: z.string().refine(isAbsolute, { error: 'is not an absolute path' }).nullable().default(null),
  /** after so many days what tells of a customer is forgotten */
  customerDays: z.int().min(1).max(3650).default(30),
})
export type HouseRules = z.infer<typeof houseRules>

const houseRulesFile = (folder: string) => join(folder, 'housekeeping.json')

/** Throws SettingsError. */
export function readHouseRules(folder: string): HouseRules {
  const file = houseRulesFile(folder)
  let raw: unknown = {}
  try {
    if (existsSync(file)) raw = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new SettingsError('housekeeping.json', error instanceof Error ? error.message : 'cannot be read')
  }
  const parsed = houseRules.safeParse(raw)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new SettingsError(`housekeeping.json ${issue?.path.join('.')}`.trim(), issue?.message ?? 'is wrong')
}

/** The shop's own first; the second one may be on a disk that is not plugged in. */
export function backupFolders(folder: string): string[] {
  const { backupAlso } = readHouseRules(folder)
  return [join(folder, 'backups'), ...(backupAlso === null ? [] : [backupAlso])]
}

/** What is not named stays as it is. Throws SettingsError where the file is wrong already. */
export function changeHouseRules(folder: string, change: Partial<HouseRules>): void {
  const rules = { ...readHouseRules(folder), ...change }
  writeWhole(houseRulesFile(folder), `${JSON.stringify(rules, null, 2)}\n`, 0o644)
}
