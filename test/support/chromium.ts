import { existsSync } from 'node:fs'

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The browser that the tests drive: CHROMIUM_PATH, or where systems keep one. Null: there is none. */
export function chromiumPath(): string | null {
  const named = process.env.CHROMIUM_PATH
  return named !== undefined && existsSync(named) ? named : (places.find(existsSync) ?? null)
}

/** Quiet and without a network of its own. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
