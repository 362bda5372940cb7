import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { builtFolder, programs, root } from './programs.ts'

/** They bring native code, which they look for beside themselves. */
export const native = ['@serialport/bindings-cpp', 'better-sqlite3', 'koffi', 'usb']

/**
 * Before the tests (test/vitest.config.ts): the programs that they start, each nearly in one file with its packages. They
 * start them two hundred times, and finding and reading 900 files is two fifths of the work of a start.
 * GUDANG_PROGRAMS=sources leaves them as they are.
 */
export async function setup(): Promise<void> {
  if (process.env.GUDANG_PROGRAMS === 'sources') return
  await buildPrograms()
  process.env.GUDANG_PROGRAMS = 'built'
}

export async function buildPrograms(): Promise<void> {
  if (isNewest(join(builtFolder, 'serve.mjs'))) return
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    publicDir: false,
    ssr: { noExternal: true, external: [...native, '@napi-rs/canvas'] },
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
      outDir: builtFolder,
      emptyOutDir: true,
      target: 'node24',
      minify: true,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(programs).map(([name, file]) => [name, join(root, file)])),
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: 'chunk-[name].mjs' },
      },
    },
  })
}

/** Nothing that goes into it was changed since. */
function isNewest(file: string): boolean {
  if (!existsSync(file)) return false
  const built = statSync(file).mtimeMs
  const sources = ['main', 'drivers', 'shared', 'test/support', 'test/vm'].map(folder => join(root, folder))
  return [join(root, 'package-lock.json'), ...sources.flatMap(filesBelow)].every(one => statSync(one).mtimeMs < built)
}

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
}
