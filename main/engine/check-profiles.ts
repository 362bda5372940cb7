import { findProfile } from '../../drivers/profiles/profiles.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import { SettingsError } from './settings-error.ts'

/** Throws SettingsError for a printer whose profile is unknown, or not for its connection. */
export function checkProfiles({ printers }: Pick<Settings, 'printers'>): void {
  printers.forEach(({ profile: id, connection }, index) => {
    const field = `printers.${index}.profile`
    const profile = findProfile(id)
    if (profile === null) throw new SettingsError(field, `"${id}" is no known profile`)
    if (connection.type === 'virtual' && profile.dialect !== 'epson')
      throw new SettingsError(field, `"${id}" is not for a virtual printer, which understands only ESC/POS`)
  })
}
