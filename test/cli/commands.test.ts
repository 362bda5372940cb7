import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../support/programs.ts'
import { startProgram } from '../support/run-command.ts'

// The tests of the commands run them built (support/build-programs.ts); people run the sources.

test.each(['serve', 'start', 'demo', 'printer', 'printers', 'doctor', 'shop', 'tokens', 'secrets'])(
  'the source of %s can be run by Node, and refuses what it does not know',
  async name => {
    const { code, out, err } = await startProgram(join(root, `main/cli/${name}.ts`), ['--nonsense']).ended
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('nonsense')
  },
)
