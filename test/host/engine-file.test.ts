import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findEngine } from '../../main/cli/running-engine.ts'
import { makeCertificate } from '../support/certificate.ts'
import { programFile } from '../support/programs.ts'
import { startProgram } from '../support/run-command.ts'
import { shopSettings } from '../support/shop.ts'
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

test('over TLS by the certificate that it shows, whichever file its settings stand in', async () => {
  const [folder, own] = [tempFolder(), tempFolder()]
  const tls = makeCertificate(own, 'till.local')
  const key = readFileSync(tls.key, 'utf8')
  // Many tools keep both in one file: only what the door shows to everybody may go into another one.
  writeFileSync(tls.cert, `${key}${readFileSync(tls.cert, 'utf8')}`)
  const config = join(own, 'shop.json')
  writeFileSync(config, JSON.stringify({ ...shopSettings, door: { hosts: ['till.local:8760'], tls } }))
  const serve = startProgram(programFile('serve'), ['--data', folder, '--config', config, '--port', '0'])
  const ready = await serve.ready()
  expect(ready.url).toMatch(/^https:/)
  // A new certificate is the next start's.
  writeFileSync(tls.cert, '')
  const found = await findEngine(folder)
  expect(found).toMatchObject({ kind: 'running', engine: { url: ready.url, pid: ready.pid } })
  expect(readFileSync(join(folder, 'engine.json'), 'utf8')).not.toContain('PRIVATE')
  if (found.kind === 'running') expect(await found.engine.get('/api/v1/printers')).toHaveLength(1)
  await serve.stop()
})

test('no other certificate than that one is believed', async () => {
  const [folder, own, other] = [tempFolder(), tempFolder(), tempFolder()]
  const tls = makeCertificate(own, 'till.local')
  const config = join(own, 'shop.json')
  writeFileSync(config, JSON.stringify({ ...shopSettings, door: { hosts: ['till.local:8760'], tls } }))
  const serve = startProgram(programFile('serve'), ['--data', folder, '--config', config, '--port', '0'])
  await serve.ready()
  const file = join(folder, 'engine.json')
  const certificate = readFileSync(makeCertificate(other, 'till.local').cert, 'utf8')
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), certificate }))
  expect(await findEngine(folder)).toMatchObject({ kind: 'mute', why: expect.stringMatching(/certificate/) })
  await serve.stop()
})
