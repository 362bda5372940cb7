import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildPrograms, native } from '../support/build-programs.ts'
import { root } from '../support/programs.ts'

/**
 * The path of inside.ts's program, and all that the programs need in the machine; nobody draws paper there. Built ones: taking
 * the types out of each of our files costs a tenth of a second or more in there.
 */
export async function filesForMachine(): Promise<{ program: string; files: string[] }> {
  const folder = await buildPrograms()
  const packages = new Set<string>()
  for (const name of native) addPackage(name, root, packages)
  return { program: join(folder, 'inside.mjs'), files: [folder, join(root, 'package.json'), ...packages] }
}

/** With all that it needs of what is installed for this computer. */
function addPackage(name: string, from: string, folders: Set<string>): void {
  const folder = [from, root].map(place => join(place, 'node_modules', name)).find(place => existsSync(place))
  if (folder === undefined || folders.has(folder)) return
  folders.add(folder)
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) addPackage(needed, folder, folders)
}
