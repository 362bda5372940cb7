/** Something in configuration or arguments is wrong. `field` names it, as in `printers.0.profile`. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
  readonly field: string
  constructor(field: string, message: string) {
    super(`${field}: ${message}`)
    this.field = field
  }
}
