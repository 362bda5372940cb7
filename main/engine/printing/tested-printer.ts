import type { Printer } from '../../../drivers/printer/printer.ts'
import type { Profile } from '../../../drivers/profiles/profile.ts'
import type { TestedPrinter } from '../../../shared/ticket/test-page.ts'

/** What a test page says of the printer that it is printed on. */
export function testedPrinter(
  id: string,
  profile: Profile,
  { confirmation, provable }: Pick<Printer, 'confirmation' | 'provable'>,
): TestedPrinter {
  const { columns, dots, dpi, chinese, qr, drawer, buzzer } = profile
  return {
    id,
    profileId: profile.id,
    profileName: profile.name,
    ...{ columns, dots, dpi, chinese, qr, confirmation, provable },
    hasDrawer: drawer !== null,
    hasBuzzer: buzzer !== null,
  }
}
