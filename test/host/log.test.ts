import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLogger } from '../../main/host/headless/log.ts'

// What a customer, a device or an error could bring into a log line: it stays one line of JSON, shows no phone and moves
// no terminal (reference/reliability.md §5, row 36).

function logged(write: (log: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = []
  write(createLogger({ write: line => void lines.push(line) }))
  return lines.join('')
}

test('control characters, line separators and turned-around text are spelled out', () => {
  const hostile =
    '\u001b[2J\u001b]0;owned\u0007 \u009b31m \u007f a\r\nb {"level":60} \u2028\u2029\u0085 \u202e\u2066 \u0000'
  const line = logged(log => log.warn({ printer: hostile, err: new Error(hostile) }, hostile))
  expect(line).toMatch(/^[^\n]+\n$/)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
  expect(line.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/)
  expect(JSON.parse(line)).toMatchObject({ level: 40, printer: hostile, msg: hostile, err: { message: hostile } })
})

test('phones in any text are masked, numbers are numbers', () => {
  const line = logged(log =>
    log.error(
      { err: new Error('no 13812345678 here'), at: 1763766062000, detail: { a: ['tel 0571-88881234'] } },
      '+86 139 8765 4321',
    ),
  )
  expect(line).not.toMatch(/12345678|88881234|8765/)
  expect(JSON.parse(line)).toMatchObject({
    at: 1763766062000,
    msg: '+86 139****4321',
    err: { message: 'no 138****5678 here', stack: expect.stringContaining('no 138****5678 here') },
  })
})

test('what is named a secret is not told', () => {
  const named = {
    token: 'topsecret',
    secret: 'topsecret',
    password: 'topsecret',
    authorization: 'topsecret',
    phone: 'topsecret',
  }
  const line = logged(log =>
    log.info(
      { ...named, inner: { ...named, customer: { name: 'topsecret' }, body: 'topsecret', raw: 'topsecret' } },
      'x',
    ),
  )
  expect(line).not.toContain('topsecret')
})

test('any text at all: one line of JSON', () => {
  const pieces = fc
    .array(fc.constantFrom('\u0013', '\u0000', '"', '\\', '\\u', '1', '38', '12345678', '0571', ' ', 'phone:'))
    .map(parts => parts.join(''))
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), pieces),
      fc.string({ unit: 'binary', maxLength: 8 }),
      (text, key) => {
        const line = logged(log => log.info({ [`k${key}`]: text }, text))
        expect(line.split(/[\n\r\u2028\u2029\u0085]/)).toHaveLength(2)
        expect(() => JSON.parse(line)).not.toThrow()
      },
    ),
  )
})
