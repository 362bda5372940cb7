import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openShopFolder, readSettings } from '../../main/engine/shop-folder.ts'
import { readEngineFile } from '../../main/host/headless/engine-file.ts'
import { explainStart } from '../../main/host/headless/exit-codes.ts'
import { readServeOptions } from '../../main/host/headless/serve-options.ts'
import { settingsSchema } from '../../shared/domain/settings.ts'
import { shopSettings } from '../support/shop.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { fuzz, jsonPieces, mutated, patience, readCorpus } from './mutation.ts'

// What a person (or half a disk) leaves in the files and on the command line: it is taken, or refused in one line that names
// the field. No secret stands in that line.

const pieces = [
  ...jsonPieces,
  ...['""', '"counter"', '"__proto__":{},', '\uFEFF', '\0', '\n', '//x'],
  ...[
    '"type":"tcp",',
    '"type":"push",',
    '"id":"kitchen",',
    '"port":65536,',
    '"secret":',
    '"timezone":"Mars/Olympus",',
    '[[[[[[[[[[[[',
  ],
]

/** The one line and the exit code that a start ends with; null: it would have started. */
function refusal(start: () => unknown): { code: number; line: string } | null {
  try {
    start()
    return null
  } catch (error) {
    return explainStart(error)
  }
}

describe('config.json', () => {
  test('is read, or refused with exit 2 and one line', { timeout: patience }, () => {
    const file = join(tempFolder(), 'config.json')
    let taken = 0
    fc.assert(
      fc.property(mutated(readCorpus('config'), pieces), bytes => {
        writeFileSync(file, bytes)
        const refused = refusal(() => {
          // What was read once reads the same again: defaults filled in, nothing lost.
          const settings = readSettings(file)
          taken += 1
          expect(settingsSchema.parse(JSON.parse(JSON.stringify(settings)))).toEqual(settings)
        })
        if (refused === null) return
        expect(refused).toEqual({ code: 2, line: expect.stringMatching(/^[^\n]{3,}$/) })
        expect(refused.line.length).toBeLessThan(500)
      }),
      fuzz(500),
    )
    expect(taken).toBeGreaterThan(0)
  })
})

describe('secrets.json', () => {
  test('is read and kept, or refused without a word of what is in it', { timeout: patience }, () => {
    const folder = tempFolder()
    const file = join(folder, 'secrets.json')
    writeFileSync(join(folder, 'config.json'), JSON.stringify(shopSettings))
    const samples = readCorpus('secrets')
    fc.assert(
      fc.property(mutated(samples, [...pieces, 'whsec_', 'whsec_AAAA', '====']), bytes => {
        writeFileSync(file, bytes)
        const refused = refusal(() => openShopFolder(folder).release())
        if (refused === null) return
        expect(refused.code).toBe(2)
        expect(refused.line).toMatch(/^secrets\.json[^\n]*$/)
        // Any eight characters in a row of a secret would be too many.
        const words =
          Buffer.from(bytes)
            .toString('utf8')
            .match(/[A-Za-z0-9+/=]{8,}/g) ?? []
        const own = /^(?:secrets|whsec|sources|object|unique|characters|mini|demo)$/
        for (const word of words) if (!own.test(word)) expect(refused.line).not.toContain(word.slice(0, 8))
      }),
      fuzz(150),
    )
    writeFileSync(file, '{}')
    openShopFolder(folder).release()
    expect(existsSync(join(folder, 'token'))).toBe(true)
  })
})

describe('engine.json', () => {
  test('says where the engine is, or nothing', { timeout: patience }, () => {
    const folder = tempFolder()
    const sample = Buffer.from('{"url":"http://127.0.0.1:8760","pid":4711}\n')
    fc.assert(
      fc.property(mutated([sample], [...pieces, 'http://', 'file:///etc/passwd', 'javascript:']), bytes => {
        writeFileSync(join(folder, 'engine.json'), bytes)
        const found = readEngineFile(folder)
        if (found !== null) expect([found.pid > 0, /^https?:\/\//i.test(found.url)]).toEqual([true, true])
      }),
      fuzz(300),
    )
  })
})

describe('the command line of serve', () => {
  const words = fc.oneof(
    fc.constantFrom(
      '--data',
      '--config',
      '--host',
      '--port',
      '--demo',
      '--',
      '-',
      '--data=x',
      '--port=0',
      '--port=-1',
      '--port',
      '8760',
    ),
    fc.constantFrom(
      '--no-demo',
      '--demo=false',
      '-p',
      '--__proto__',
      '--constructor=x',
      '',
      ' ',
      '\n',
      '65536',
      '0x10',
      '1e3',
      '８７６０',
      '::1',
    ),
    fc.string({ unit: 'binary', maxLength: 12 }),
  )
  test('is understood, or refused with exit 2 and one line', { timeout: patience }, () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 6 }), args => {
        const refused = refusal(() => {
          const { port, host, data } = readServeOptions(args)
          expect([Number.isInteger(port), port >= 0, port <= 65_535]).toEqual([true, true, true])
          expect([host, data].map(text => text !== '')).toEqual([true, true])
        })
        if (refused !== null) expect(refused).toEqual({ code: 2, line: expect.stringMatching(/^[^\n]{3,}$/) })
      }),
      fuzz(1_000),
    )
  })
})
