import type { Printer } from '../../../drivers/printer/printer.ts'
import type { TornPiece } from '../../../drivers/printer/torn-piece.ts'
import { tornSlip } from '../../../shared/ticket/torn-slip.ts'
import type { PaperLanguage } from '../../../shared/ticket/words.ts'
import { findLastPaper } from '../../store/attempts.ts'
import type { Db } from '../../store/database.ts'

/**
 * What hangs out of a printer: its last ticket, if bytes of it left and the printer never said that it was done with them
 * (how many arrived, a network does not tell). It is void, and the next paper of any kind says so first, because its own
 * next paper will be whole. Not void while its job is held, be it by the shop's policy: somebody is to look at that very
 * piece and say whether it will do; nor when a person said that it came out. Then it is only cut off. Of a ticket that
 * counts as sent nobody says anything, but what was still on its way may be lost: the next one must not be taken for the
 * rest of its last command.
 */
export async function findTornPiece(deps: {
  db: Db
  printerId: string
  device: Pick<Printer, 'render'>
  language: PaperLanguage
}): Promise<TornPiece | null> {
  const last = findLastPaper(deps.db, deps.printerId)
  if (last === undefined) return null
  const { id, paper, taken, outcome } = last
  if (outcome === 'sent') return { id, paper, taken, slip: new Uint8Array() }
  const isUncertain = outcome === 'uncertain'
  const wasUncertain = last.evidence === 'human' && last.error !== null
  if (!isUncertain && !wasUncertain) return null
  const isVoid = isUncertain && last.state !== 'held'
  return { id, paper, taken, slip: await deps.device.render(tornSlip({ language: deps.language, isVoid })) }
}
