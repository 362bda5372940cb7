import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** They bring native code, which they look for beside themselves. */
const native = ['@serialport/bindings-cpp', 'better-sqlite3', 'koffi', 'usb']
/** Draws paper as a picture, for which there is nobody in the machine. */
const leftOut = ['@napi-rs/canvas']

/**
 * The programs for the machine, each nearly in one file: there, taking the types out of each of our files costs a tenth of
 * a second or more. Gives the path of inside.ts's, and all that they need.
 */
export async function bundleForMachine(): Promise<{ program: string; files: string[] }> {
  const outDir = `${root}node_modules/.cache/vm`
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    publicDir: false,
    ssr: { noExternal: true, external: [...native, ...leftOut] },
    plugins: [
      {
        name: 'no-test-runner',
        enforce: 'pre',
        resolveId: id => (id === 'vitest' ? '\0vitest' : null),
        load: id => (id === '\0vitest' ? 'export const vi = null' : null),
      },
    ],
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: 'node24',
      minify: true,
      rolldownOptions: {
        // The last two are looked for beside those that start them.
        input: {
          inside: `${root}test/vm/inside.ts`,
          serve: `${root}main/cli/serve.ts`,
          printers: `${root}main/cli/printers.ts`,
          'device-writer': `${root}drivers/transport/device-writer.ts`,
          'paint-child': `${root}drivers/virtual/paint-child.ts`,
        },
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: 'chunk-[name].mjs' },
      },
    },
  })
  const packages = new Set<string>()
  for (const name of native) addPackage(name, root, packages)
  return { program: `${outDir}/inside.mjs`, files: [outDir, `${root}package.json`, ...packages] }
}

/** With all that it needs of what is installed for this computer. */
function addPackage(name: string, from: string, folders: Set<string>): void {
  const folder = [from, root].map(place => join(place, 'node_modules', name)).find(place => existsSync(place))
  if (folder === undefined || folders.has(folder)) return
  folders.add(folder)
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) addPackage(needed, folder, folders)
}
