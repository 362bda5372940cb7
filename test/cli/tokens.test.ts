import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesWith } from '../support/files.ts'
import { httpRequest } from '../support/http-request.ts'
import { programFile } from '../support/programs.ts'
import { runCommand, startProgram } from '../support/run-command.ts'
import { tempFolder } from '../support/temp-folder.ts'

// Tokens and secrets from the command line, through the running engine.

const ask = (url: string, token: string, path = '/api/v1/jobs', method = 'GET') =>
  httpRequest(url, path, { method, headers: { authorization: `Bearer ${token}` } })

test('a token is made, shown once, listed without itself, and taken back', { timeout: 180_000 }, async () => {
  const folder = tempFolder()
  const { url } = await startProgram(programFile('serve'), ['--data', folder, '--port', '0']).ready()
  const none = await runCommand('tokens', ['--data', folder])
  expect([none.code, none.out]).toEqual([0, expect.stringContaining('还没有')])

  const made = await runCommand('tokens', ['--data', folder, '--add', '厨房屏', '--scope', 'read'])
  expect([made.code, made.out]).toEqual([0, expect.stringMatching(/^gudang_[\w-]{43}\n$/)])
  expect(made.err).toMatch(/k1 厨房屏 \(read\)/)
  const token = made.out.trim()
  expect((await ask(url, token)).status).toBe(200)
  expect((await ask(url, token, '/api/v1/printers/kitchen/pause', 'POST')).status).toBe(403)

  const listed = await runCommand('tokens', ['--data', folder])
  expect(listed.out).toMatch(/k1 +厨房屏 +read +2\d{3}-/)
  expect(listed.out + listed.err).not.toContain(token.slice(7))
  const again = await runCommand('tokens', ['--data', folder, '--add', '厨房屏', '--scope', 'admin'])
  expect([again.code, again.out]).toEqual([1, ''])

  expect(await runCommand('tokens', ['--data', folder, '--revoke', 'k1'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('厨房屏'),
  })
  expect((await ask(url, token)).status).toBe(401)
  expect((await runCommand('tokens', ['--data', folder, '--revoke', 'k7'])).code).toBe(1)
  expect(filesWith(folder, token)).toEqual([])
})

test('bad arguments: one line, exit 2; without an engine: exit 1', { timeout: 180_000 }, async () => {
  const folder = tempFolder()
  for (const [command, args] of [
    ['tokens', ['--add', 'x']],
    ['tokens', ['--add', 'x', '--scope', 'root']],
    ['tokens', ['--scope', 'read']],
    ['tokens', ['--add', 'x', '--scope', 'read', '--revoke', 'k1']],
    ['tokens', ['--data', join(folder, 'nowhere')]],
    ['tokens', ['--\u001b[2J']],
    ['secrets', []],
  ] as const) {
    const { code, out, err } = await runCommand(command, [...args])
    expect([code, out, err], args.join(' ')).toEqual([2, '', expect.stringMatching(/^\P{Cc}+\n$/u)])
  }
  expect((await runCommand('tokens', ['--data', folder])).code).toBe(1)
  expect((await runCommand('secrets', ['--data', folder, '--rotate', 'demo'])).code).toBe(1)
})

test('a secret is changed without being told', { timeout: 180_000 }, async () => {
  const folder = tempFolder()
  await startProgram(programFile('serve'), ['--data', folder, '--port', '0']).ready()
  const secrets = () => JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8'))
  const before = secrets().demo.secret
  const { code, out, err } = await runCommand('secrets', ['--data', folder, '--rotate', 'demo'])
  expect([code, out]).toEqual([0, expect.stringContaining('secrets.json')])
  const { demo } = secrets()
  expect([demo.secret === before, demo.retired]).toEqual([false, [{ secret: before, until: expect.any(String) }]])
  for (const secret of [before, demo.secret]) expect(out + err).not.toContain(secret)
  expect((await runCommand('secrets', ['--data', folder, '--rotate', 'nobody'])).code).toBe(2)
})
