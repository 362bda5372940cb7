export type EncodeErrorCode =
  /** a character that GBK and ASCII lack: the text did not pass `legible` */
  | 'unprintable-text'
  /** more cells than the paper has: the printer would wrap where the preview does not */
  | 'line-too-wide'
  /** the content does not fit a QR symbol on this paper */
  | 'qr-too-long'
  /** a number outside what the command's parameter can say */
  | 'out-of-range'
  /** bytes of ESC/POS with GBK text, for a printer that reads something else */
  | 'other-language'

/** The document cannot become this printer's bytes. Nothing was sent; another try ends the same. */
export class EncodeError extends Error {
  override readonly name = 'EncodeError'
  readonly code: EncodeErrorCode
  constructor(code: EncodeErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

export function isEncodeError(error: unknown): error is EncodeError {
  return error instanceof EncodeError
}
