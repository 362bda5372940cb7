import { askPaper, slowestBytesPerSecond } from './confirmation.ts'
import type { Line } from './line.ts'

/** The count of GS r questions without an answer: the answers come in order and carry no name. */
export type PaperQuestions = {
  asked(): void
  /** an answer came; true: it was the last one outstanding, so all data before it has been processed, if none came twice */
  answered(): boolean
  /** at least so many answers are to come yet, whatever was counted */
  owe(count: number): void
  /** whatever was asked, no answer is to come any more */
  forget(): void
  readonly outstanding: number
  /** how long ago the oldest of them was asked */
  readonly msSinceOldest: number
}

/** `elapsed`: milliseconds that never jump. What is outstanding at the start counts as asked then. */
export function createPaperQuestions(outstandingAtStart: number, elapsed: () => number): PaperQuestions {
  /** when each of them was asked, oldest first */
  let asked = Array.from({ length: outstandingAtStart }, elapsed)
  return {
    asked: () => {
      asked.push(elapsed())
    },
    answered: () => asked.shift() !== undefined && asked.length === 0,
    owe(count) {
      while (asked.length < count) asked.push(elapsed())
    },
    forget: () => {
      asked = []
    },
    get outstanding() {
      return asked.length
    },
    get msSinceOldest() {
      return elapsed() - (asked[0] ?? elapsed())
    },
  }
}

const firstAnswerMs = 3000
/** Answers to questions that stand behind each other, with no ticket between, come as the questions did. */
const quietMs = 500
const longestQuietMs = 10_000
const stallMs = 3000
/** Runs that were killed while they did just this, and left their question. */
const killedMeanwhile = 2

/**
 * Before a ticket: an answer to an older ticket's question must not be taken for this one's. Asks once more, and when
 * the printer answers, takes all the answers there are; those that then are missing were lost with the printer's
 * buffer. A printer that does not answer now keeps its debt, and pays it before a ticket counts as confirmed.
 *
 * Where many bytes stand before the question, it asks one after the other until one of its own must have been answered:
 * the printer may still have to get to an older one, and then through the bytes.
 */
export async function drainAnswers(line: Line, questions: PaperQuestions): Promise<void> {
  // NULs that brought it in step, thousands at times.
  const behindMs = (line.behind / slowestBytesPerSecond) * 1000
  const rounds = behindMs > quietMs ? questions.outstanding + killedMeanwhile + 1 : 1
  // A printer that takes its time with every answer answers the last one as much later as it was asked later.
  const quiet = Math.min(quietMs + questions.msSinceOldest, longestQuietMs)
  for (let round = 0; round < rounds; round += 1) {
    if (!(await askAndHear(line, questions, firstAnswerMs + behindMs))) return
  }
  const last = line.expect(reply => (reply.type === 'paper' && questions.outstanding === 0 ? reply : null))
  if (questions.outstanding > 0 && (await last.within(quiet)) === 'silent') questions.forget()
  last.drop()
}

/** Counted and listened for before it is sent: the quickest printers answer before the write has resolved. */
async function askAndHear(line: Line, questions: PaperQuestions, withinMs: number): Promise<boolean> {
  questions.asked()
  const answer = line.expect(reply => (reply.type === 'paper' ? reply : null))
  const heard = (await line.send(askPaper, stallMs)) === null && typeof (await answer.within(withinMs)) !== 'string'
  answer.drop()
  return heard
}
