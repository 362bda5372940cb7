/** Why something failed, in one line for a technician: what lies behind "fetch failed" is what helps. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // One for each address that a name has.
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  if (error.cause instanceof Error) return reasonOf(error.cause)
  return error.message === '' && 'code' in error ? String(error.code) : error.message
}
