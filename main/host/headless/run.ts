import { exitCodes, explainStart } from './exit-codes.ts'
import type { Serving } from './serve.ts'

/** Runs until SIGTERM or SIGINT; the exit code tells what kept it from starting (contract §1). */
export async function runUntilSignal(start: () => Promise<Serving>): Promise<void> {
  let serving: Serving
  try {
    serving = await start()
  } catch (error) {
    const { code, line } = explainStart(error)
    process.stderr.write(`${line}\n`)
    process.exit(code)
  }
  // The only line stdout ever carries; the token in it is for the parent process.
  process.stdout.write(`${JSON.stringify(serving.ready)}\n`)
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    serving.stop().then(
      () => process.exit(exitCodes.ok),
      error => {
        process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
        process.exit(exitCodes.failed)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
