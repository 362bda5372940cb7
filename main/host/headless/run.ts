import { exitCodes, explainStart } from './exit-codes.ts'
import type { Serving } from './serve.ts'

/** Runs until SIGTERM or SIGINT; the exit code tells what kept it from starting (contract §1). */
export async function runUntilSignal(start: () => Promise<Serving>): Promise<void> {
  // A parent may stop us as soon as it has read the ready line, or before: the way out stands first.
  const asked = Promise.withResolvers<void>()
  process.on('SIGTERM', () => asked.resolve())
  process.on('SIGINT', () => asked.resolve())
  try {
    const serving = await start()
    // The only line stdout ever carries; the token in it is for the parent process.
    process.stdout.write(`${JSON.stringify(serving.ready)}\n`)
    await asked.promise
    await serving.stop()
    process.exit(exitCodes.ok)
  } catch (error) {
    const { code, line } = explainStart(error)
    process.stderr.write(`${line}\n`)
    process.exit(code)
  }
}
