/** How opening or using the database went wrong, for the host's exit codes. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: 'damaged' | 'newer' | 'not-durable'
  constructor(code: StoreError['code'], message: string) {
    super(message)
    this.code = code
  }
}

export function isStoreError(error: unknown): error is StoreError {
  return error instanceof StoreError
}
