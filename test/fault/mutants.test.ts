import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mutants } from './mutations/mutants.ts'

// npm run test:mutation runs them, by hand; that the sources still have what they take out is seen here.

const root = join(import.meta.dirname, '../..')

test.each(mutants)('$what: there is that to take out', ({ edits }) => {
  for (const { file, find, replace } of edits) {
    const pieces = readFileSync(join(root, file), 'utf8').split(find)
    expect(pieces, file).toHaveLength(2)
    expect(replace).not.toBe(find)
  }
})
