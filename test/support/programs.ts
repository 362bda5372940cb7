import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the package. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** What tests start as processes of their own, and what those look for beside themselves. */
export const programs = {
  serve: 'main/cli/serve.ts',
  doctor: 'main/cli/doctor.ts',
  printer: 'main/cli/printer.ts',
  printers: 'main/cli/printers.ts',
  secrets: 'main/cli/secrets.ts',
  shop: 'main/cli/shop.ts',
  tokens: 'main/cli/tokens.ts',
  'mortal-serve': 'test/support/mortal-serve.ts',
  inside: 'test/vm/inside.ts',
  'bill-thread': 'main/engine/bills/bill-thread.ts',
  'errand-thread': 'main/store/errand-thread.ts',
  'paint-child': 'drivers/virtual/paint-child.ts',
  'device-writer': 'drivers/transport/device-writer.ts',
} as const

export type ProgramName = keyof typeof programs

/** As built before the tests (build-programs.ts); the source, where nothing was. */
export function programFile(name: ProgramName): string {
  const built = process.env.GUDANG_PROGRAMS ?? 'sources'
  return built === 'sources' ? join(root, programs[name]) : join(built, `${name}.mjs`)
}
