import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { installElectron, runDesktop } from '../../main/host/electron/run-desktop.ts'
import { tempFolder } from '../support/temp-folder.ts'

/** A stand-in for Electron's binary. */
function binary(script: string): string {
  const file = join(tempFolder(), 'electron')
  writeFileSync(file, `#!/bin/sh\n${script}\n`)
  chmodSync(file, 0o755)
  return file
}

test('an app that ends well has run', async () => {
  expect(await runDesktop(binary('exit 0'), [])).toEqual({ kind: 'ended', code: 0 })
})

test('one that ends at once never came up, and is no reason to take no orders', async () => {
  expect(await runDesktop(binary('exit 127'), [])).toMatchObject({
    kind: 'failed',
    why: expect.stringContaining('127'),
  })
  expect(await runDesktop(binary('kill -SEGV $$'), [])).toMatchObject({ kind: 'failed' })
  expect(await runDesktop(join(tempFolder(), 'nothing'), [])).toMatchObject({ kind: 'failed' })
})

test('it gets its arguments, and is not turned into a plain Node', async () => {
  process.env.ELECTRON_RUN_AS_NODE = '1'
  try {
    const file = binary('[ "$*" = "main.ts --data x" ] && [ -z "$ELECTRON_RUN_AS_NODE" ]')
    expect(await runDesktop(file, ['main.ts', '--data', 'x'])).toEqual({ kind: 'ended', code: 0 })
  } finally {
    delete process.env.ELECTRON_RUN_AS_NODE
  }
})

test('an installer that hangs is given up', async () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'install.js'), 'setInterval(() => {}, 1000)')
  expect(await installElectron(folder, 300)).toBe(false)
  writeFileSync(join(folder, 'install.js'), '')
  expect(await installElectron(folder, 20_000)).toBe(true)
})
