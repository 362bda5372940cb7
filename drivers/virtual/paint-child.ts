import { paintPaper } from './paint.ts'
import type { PaintAnswer, PaintOrder } from './painter.ts'
import { readPaper } from './print-head.ts'

// The painter's child: draws what it is sent, and ends with the channel, which also closes when the parent is killed.

process.on('message', ({ bytes, profile }: PaintOrder) => {
  let answer: PaintAnswer
  try {
    answer = { png: paintPaper(readPaper(bytes, profile)) }
  } catch (error) {
    answer = { error: error instanceof Error ? error.message : String(error) }
  }
  process.send?.(answer)
})
process.on('disconnect', () => process.exit(0))
