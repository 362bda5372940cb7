import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { engineExecArgv } from '../../main/host/electron/engine-flags.ts'

const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  scripts: Record<string, string>
}

/** What stands between `node` and the program. */
function flagsOf(script: string): string[] {
  const [, flags = ''] = /^exec node ((?:--\S+ )*)main\/cli\/\w+\.ts$/.exec(scripts[script] ?? '') ?? []
  return flags.trim().split(' ')
}

test('the engine inside the desktop app has the heap of the one in a terminal', () => {
  const [flag, ...others] = engineExecArgv
  expect(others).toEqual([])
  // In the words that Electron hands on to V8.
  const [, given = ''] = /^--js-flags=(.+)$/.exec(flag ?? '') ?? []
  expect(given).toContain('--max-semi-space-size=')
  for (const script of ['serve', 'start', 'demo']) expect(flagsOf(script), script).toEqual(given.split(' '))
})
