import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { filesIn } from './files.ts'
import { programs, root } from './programs.ts'

/** They bring native code, which they look for beside themselves. */
export const native = ['@serialport/bindings-cpp', 'better-sqlite3', 'koffi', 'usb']
/** What is in there lies two folders below the package, like what is packaged, and finds what is beside it as that does. */
const place = join(root, 'node_modules')
const prefix = '.programs-'
const keptMs = 24 * 3_600_000

/**
 * Before the tests (test/vitest.config.ts): the programs that they start, each nearly in one file with its packages. They
 * start them two hundred times, and finding and reading 900 files is two fifths of the work of a start. The folder is handed
 * on as GUDANG_PROGRAMS; GUDANG_PROGRAMS=sources leaves them as they are.
 */
export async function setup(): Promise<void> {
  process.env.GUDANG_PROGRAMS ??= await buildPrograms()
}

/** Gives the folder, named for the state of the sources: there is one build of each, and none is changed under who runs it. */
export async function buildPrograms(): Promise<string> {
  const folder = join(place, prefix + stateOfSources())
  if (existsSync(folder)) return folder
  const outDir = mkdtempSync(join(place, `${prefix}new-`))
  try {
    // Some tests start them as another user.
    chmodSync(outDir, 0o755)
    await buildInto(outDir)
    renameSync(outDir, folder)
  } catch (error) {
    rmSync(outDir, { recursive: true, force: true })
    // Somebody else built the same meanwhile.
    if (!existsSync(folder)) throw error
  }
  for (const entry of readdirSync(place).filter(name => name.startsWith(prefix))) {
    const other = join(place, entry)
    const isOld = Date.now() - statSync(other).mtimeMs > keptMs
    if (isOld && other !== folder) rmSync(other, { recursive: true, force: true })
  }
  return folder
}

async function buildInto(outDir: string): Promise<void> {
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
      outDir,
      target: 'node24',
      minify: true,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(programs).map(([name, file]) => [name, join(root, file)])),
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: 'chunk-[name].mjs' },
      },
    },
  })
}

function stateOfSources(): string {
  const hash = createHash('sha256')
  const folders = ['main', 'drivers', 'shared', 'test']
  const files = folders.flatMap(folder => filesIn(join(root, folder)).map(name => join(folder, name)))
  for (const file of ['package-lock.json', ...files]) {
    const { size, mtimeMs } = statSync(join(root, file))
    hash.update(`${file} ${size} ${mtimeMs}\n`)
  }
  return hash.digest('hex').slice(0, 16)
}
