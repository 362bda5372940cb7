import type { Logger } from 'pino'
import { createRest } from '../../sources/rest.ts'
import type { Db } from '../../store/database.ts'
import { countPapers } from '../../store/jobs.ts'
import type { Journal, JournalOutcome } from '../../store/journal.ts'
import { dropOutcomes, listOutcomes, type OutcomeRow } from '../../store/outcomes.ts'
import { listTickets, listTicketsOfPrint, type TicketRow } from '../../store/tickets.ts'
import type { Bell } from '../bell.ts'
import type { Clock } from '../clock.ts'

/**
 * Tells the journal what became of tickets, so that after a restore only those are printed again of which it says
 * nothing. It follows the bell, whoever changed a job, and is in nobody's way: no fsync, and a word that is lost only
 * leaves a ticket doubtful.
 */
export type PaperTrail = {
  /** Resolves when the journal has been told all. */
  stop(): Promise<void>
}

const batch = 100
/** A row is kept until so many can be dropped in one commit. */
const dropAt = 200

/** The next ticket first. */
const pauseMs = 100

export function createPaperTrail(deps: {
  db: Db
  journal: Journal
  bell: Bell
  clock: Clock
  log: Logger
}): PaperTrail {
  const { db, journal, log } = deps
  const rest = createRest(deps.clock)
  let told = 0
  let undropped = 0
  const running = follow()

  async function follow(): Promise<void> {
    await tellAll()
    for await (const topics of deps.bell.listen(rest.signal, 'engine')) {
      if (!topics.includes('jobs')) continue
      await rest.sleep(pauseMs)
      await tellAll()
    }
    await tellAll()
  }

  async function tellAll(): Promise<void> {
    try {
      for (;;) {
        const rows = listOutcomes(db, { after: told, limit: batch })
        await journal.tell(rows.map(lineOf))
        told = rows.at(-1)?.id ?? told
        undropped += rows.length
        if (undropped >= dropAt) undropped -= dropOutcomes(db, told, dropAt)
        if (rows.length < batch) return
      }
    } catch (error) {
      // The next ring tries again.
      log.warn({ err: error }, 'the journal was not told what became of a ticket')
    }
  }

  function lineOf(row: OutcomeRow): JournalOutcome {
    const { source, order_id: orderId, revision, state, evidence } = row
    const place = siblingsOf(row).findIndex(one => one.id === row.ticket)
    return { out: { source, orderId, revision, place, state, evidence, papers: countPapers(db, row.ticket) } }
  }

  function siblingsOf({ order_row, cloud_print, revision }: OutcomeRow): TicketRow[] {
    if (cloud_print !== null) return listTicketsOfPrint(db, cloud_print)
    return order_row === null ? [] : listTickets(db, order_row).filter(one => one.revision === revision)
  }

  return {
    stop: () => rest.end(running),
  }
}
