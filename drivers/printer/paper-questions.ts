import { askPaper, slowestBytesPerSecond } from './confirmation.ts'
import type { Line } from './line.ts'

/** The count of GS r questions without an answer: the answers come in order and carry no name. */
export type PaperQuestions = {
  asked(): void
  /** an answer came; true: it was the last one outstanding, so all data before it has been processed, if none came twice */
  answered(): boolean
  /** at least so many answers are to come yet, whatever was counted */
  owe(count: number): void
  /** Nothing is owed any more, but to questions directly behind the one that was answered just now answers may come yet. */
  leaveOver(): void
  /** an answer that comes is no noise */
  readonly expecting: boolean
  /** how much longer what is left over may take, in milliseconds */
  readonly leftOverMs: number
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
  let leftOverAt: number | null = null
  return {
    asked: () => {
      asked.push(elapsed())
    },
    answered: () => asked.shift() !== undefined && asked.length === 0,
    owe(count) {
      while (asked.length < count) asked.push(elapsed())
    },
    leaveOver() {
      asked = []
      leftOverAt = elapsed()
    },
    get expecting() {
      return asked.length > 0 || leftOverAt !== null
    },
    get leftOverMs() {
      return leftOverAt === null ? 0 : Math.max(0, leftOverAt + leftOverWithinMs - elapsed())
    },
    forget: () => {
      asked = []
      leftOverAt = null
    },
    get outstanding() {
      return asked.length
    },
    get msSinceOldest() {
      return elapsed() - (asked[0] ?? elapsed())
    },
  }
}

/**
 * Three bytes through a slow line, and the same way back. What takes longer is on its way by then, and comes before the divider
 * of the next ticket; what still lay in the printer would come behind it.
 */
const leftOverWithinMs = 200
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

/** Before a ticket: all the time that what is left over may take, for the first answer may be an older one once more. */
export async function passLeftOver(line: Line, questions: PaperQuestions): Promise<void> {
  if (questions.leftOverMs > 0) {
    const whole = line.expect(() => null)
    await whole.within(questions.leftOverMs)
    whole.drop()
  }
  if (questions.outstanding === 0) questions.forget()
}

/** Counted and listened for before it is sent: the quickest printers answer before the write has resolved. */
async function askAndHear(line: Line, questions: PaperQuestions, withinMs: number): Promise<boolean> {
  questions.asked()
  const answer = line.expect(reply => (reply.type === 'paper' ? reply : null))
  const heard = (await line.send(askPaper, stallMs)) === null && typeof (await answer.within(withinMs)) !== 'string'
  answer.drop()
  return heard
}
