import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { canStart } from '../host/electron/can-start.ts'
import { installElectron, runDesktop } from '../host/electron/run-desktop.ts'
import { serveDemo } from '../host/headless/demo/serve-demo.ts'
import { explainStart } from '../host/headless/exit-codes.ts'
import { runUntilSignal } from '../host/headless/run.ts'
import { serve } from '../host/headless/serve.ts'
import { readServeOptions, type ServeOptions } from '../host/headless/serve-options.ts'
import { leave } from './arguments.ts'

// npm start -- [what serve takes]: the desktop app; where it cannot be, the same engine without a window, saying why.

const installMs = 120_000
const args = process.argv.slice(2)
const options = readOptions()
const why = options.demo ? { zh: '演示在浏览器里看', en: 'the demo is shown in a browser' } : await openDesktop()
process.stderr.write(`不开窗口，在后台运行：${why.zh} · running headless: ${why.en}\n`)
await runUntilSignal(async () => (options.demo ? serveDemo(options) : serve(options)))

/** Comes back only where there is no desktop app, with the reason. */
async function openDesktop(): Promise<{ zh: string; en: string }> {
  const electronFolder = findElectron()
  let start = look(electronFolder)
  if (!start.can && start.installable && electronFolder !== null) {
    process.stderr.write("正在下载 Electron，只此一次 · fetching Electron's binary, once\n")
    await installElectron(electronFolder, installMs)
    start = look(electronFolder)
  }
  if (!start.can) return start.why
  // Electron strips types as Node does, so the sources run as they are.
  const program = fileURLToPath(new URL('../host/electron/main.ts', import.meta.url))
  const end = await runDesktop(start.binary, [program, ...args])
  if (end.kind === 'ended') process.exit(end.code)
  return { zh: `窗口程序打不开（${end.why}）`, en: `the desktop app did not start (${end.why})` }
}

function look(electronFolder: string | null) {
  return canStart({
    platform: process.platform,
    env: process.env,
    uid: process.geteuid?.(),
    electronFolder,
    readText: path => (existsSync(path) ? readFileSync(path, 'utf8') : null),
    exists: existsSync,
  })
}

function findElectron(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  } catch {
    return null
  }
}

function readOptions(): ServeOptions {
  try {
    return readServeOptions(args)
  } catch (error) {
    const { code, line } = explainStart(error)
    return leave(code, line)
  }
}
