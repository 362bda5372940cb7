import { spawn } from 'node:child_process'
import { join } from 'node:path'

// Starting Electron from a terminal. Knows no Electron itself.

export type DesktopEnd =
  /** it ran; its code is ours */
  | { kind: 'ended'; code: number }
  /** it never came up */
  | { kind: 'failed'; why: string }

/** Whoever ends sooner than this, and not well, never came up: a missing library, a display that refuses. */
const cameUpMs = 10_000
const stopSignals = ['SIGTERM', 'SIGINT'] as const

/** Resolves when it is over. */
export async function runDesktop(binary: string, args: string[]): Promise<DesktopEnd> {
  // This would make of it a plain Node without a window.
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  const startedAt = performance.now()
  let told = false
  const child = spawn(binary, args, { stdio: ['ignore', 'inherit', 'inherit'], env })
  const forward = (signal: NodeJS.Signals) => {
    told = true
    child.kill(signal)
  }
  for (const signal of stopSignals) process.on(signal, forward)
  try {
    return await new Promise<DesktopEnd>(resolve => {
      child.once('error', error => resolve({ kind: 'failed', why: error.message }))
      child.once('exit', (code, signal) => {
        const early = performance.now() - startedAt < cameUpMs
        if (code !== 0 && early && !told) resolve({ kind: 'failed', why: `it ended at once with ${signal ?? code}` })
        else resolve({ kind: 'ended', code: code ?? (told ? 0 : 1) })
      })
    })
  } finally {
    for (const signal of stopSignals) process.off(signal, forward)
  }
}

/** Electron's own installer, bounded. Its words go to stderr: stdout is for the ready line. */
export async function installElectron(electronFolder: string, withinMs: number): Promise<boolean> {
  const child = spawn(process.execPath, [join(electronFolder, 'install.js')], { stdio: ['ignore', 2, 2] })
  const timer = setTimeout(() => child.kill('SIGKILL'), withinMs)
  try {
    return await new Promise<boolean>(resolve => {
      child.once('error', () => resolve(false))
      child.once('exit', code => resolve(code === 0))
    })
  } finally {
    clearTimeout(timer)
  }
}
