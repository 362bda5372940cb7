import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findEngine } from '../../main/cli/running-engine.ts'
import { programFile } from '../support/programs.ts'
import { startProgram } from '../support/run-command.ts'
import { tempFolder } from '../support/temp-folder.ts'

test('the engine is found through its folder while it runs, without a secret in the file', async () => {
  const folder = tempFolder()
  expect(await findEngine(folder)).toEqual({ kind: 'none' })
  const serve = startProgram(programFile('serve'), ['--data', folder, '--port', '0'])
  const ready = await serve.ready()
  const file = join(folder, 'engine.json')
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ url: ready.url, pid: ready.pid })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(await findEngine(folder)).toMatchObject({ kind: 'running', engine: { url: ready.url, pid: ready.pid } })
  expect((await serve.stop()).code).toBe(0)
  expect(existsSync(file)).toBe(false)
  expect(await findEngine(folder)).toEqual({ kind: 'none' })
})

test('what a killed engine left behind is not believed', async () => {
  const folder = tempFolder()
  const serve = startProgram(programFile('serve'), ['--data', folder, '--port', '0'])
  await serve.ready()
  await serve.stop('SIGKILL')
  expect(existsSync(join(folder, 'engine.json'))).toBe(true)
  expect(await findEngine(folder)).toEqual({ kind: 'none' })
})
