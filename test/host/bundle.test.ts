import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { build } from 'vite'
import { expect, onTestFinished, test } from 'vitest'
import type { JobView } from '../../shared/domain/views/printing-views.ts'
import { eventually } from '../support/eventually.ts'
import { startProgram } from '../support/run-command.ts'
import { tempFolder } from '../support/temp-folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Inside the package, where the built program finds package.json and node_modules, but not in anybody's way. */
async function bundle(): Promise<string> {
  const parent = join(root, 'node_modules', '.cache')
  mkdirSync(parent, { recursive: true })
  const outDir = mkdtempSync(join(parent, 'bundle-'))
  onTestFinished(() => rmSync(outDir, { recursive: true, force: true }))
  await build({ configFile: join(root, 'main', 'host', 'vite.config.ts'), logLevel: 'error', build: { outDir } })
  return outDir
}

test('the built program takes, prints and draws as the sources do', { timeout: 60_000 }, async () => {
  const outDir = await bundle()
  const data = tempFolder()
  const serve = startProgram(join(outDir, 'serve.js'), ['--data', data, '--port', '0'])
  const { url, token } = await serve.ready()
  const headers = { authorization: `Bearer ${token}` }
  await fetch(`${url}/api/v1/printers/kitchen/test`, { method: 'POST', headers })
  const job = await eventually(async () => {
    const [first] = (await (await fetch(`${url}/api/v1/jobs`, { headers })).json()) as JobView[]
    expect(first?.state).toBe('printed')
    return first
  }, 20_000)
  const png = await fetch(`${url}/api/v1/jobs/${job?.jobId}/paper.png`, { headers })
  expect(png.status).toBe(200)
  expect((await png.arrayBuffer()).byteLength).toBeGreaterThan(1_000)
  expect((await serve.stop()).code).toBe(0)
  // What it does in a thread finds its program too.
  const errand = new Worker(join(outDir, 'errand-thread.js'), {
    workerData: { kind: 'check', database: join(data, 'gudang.db') },
  })
  expect((await once(errand, 'message'))[0]).toMatchObject({ failed: null })
  // The window's program stays thin: the database and the door live in the engine's process alone.
  expect(importsOf(join(outDir, 'main.js'))).not.toContain('better-sqlite3')
  expect(importsOf(join(outDir, 'main.js'))).toContain('electron')
})

/** Packages that a built file loads, its own chunks followed. */
function importsOf(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return []
  seen.add(file)
  return [...readFileSync(file, 'utf8').matchAll(/(?:from|import) ?"([^"]+)"/g)].flatMap(([, name = '']) =>
    name.startsWith('./') ? importsOf(join(file, '..', name), seen) : [name],
  )
}
