import { PortBusy } from '../../engine/door/door.ts'
import { SettingsError } from '../../engine/settings-error.ts'
import { FolderInUse } from '../../engine/shop-folder.ts'
import { isStoreError } from '../../store/store-error.ts'

/** contract §1. */
export const exitCodes = { ok: 0, failed: 1, arguments: 2, folderInUse: 3, damaged: 4, portBusy: 5 } as const

/** The exit code and the one line for a person, for whatever stopped the engine from starting. */
export function explainStart(error: unknown): { code: number; line: string } {
  // One line, and nothing in it that the terminal would obey: it may quote a file.
  const line = (error instanceof Error ? error.message : String(error)).replace(/[\s\p{Cc}]+/gu, ' ')
  if (error instanceof SettingsError) return { code: exitCodes.arguments, line }
  if (error instanceof FolderInUse) return { code: exitCodes.folderInUse, line }
  if (error instanceof PortBusy) return { code: exitCodes.portBusy, line }
  if (isStoreError(error)) return { code: exitCodes.damaged, line: `gudang.db: ${line}` }
  return { code: exitCodes.failed, line }
}
