import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { memoryFolder } from './support/memory-folder.ts'

// Half of the tests' work would be Node reading the same program again in every process that they start.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url))

const inMemory = memoryFolder()
if (inMemory !== null) process.env.TMPDIR ??= inMemory

/**
 * The longest first, that none is left alone in the end: the machine under QEMU, and beside it those that mostly wait, for
 * brokers, printers and patience; then those that start processes and browsers.
 */
const longest = [
  'vm/',
  'fault/simulation',
  'sources/mqtt/mqtt',
  'fault/door',
  'fault/two',
  'fault/',
  'e2e/',
  'host/',
  'cli/',
  'sources/',
  'engine/acts',
]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const root = fileURLToPath(new URL('.', import.meta.url))
    const rank = ({ moduleId }: TestSpecification) => {
      const at = longest.findIndex(name => moduleId.startsWith(root + name))
      return at === -1 ? longest.length : at
    }
    return sorted.sort((a, b) => rank(a) - rank(b))
  }
}

/** What a process has loaded is what they are about. */
const alone = ['engine/printing/drawn-text.test.ts']

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('.', import.meta.url)),
    // Real ports, files and child processes, that much of the time is spent waiting for: two files for each of two cores, and
    // time enough for a noisy machine.
    pool: 'forks',
    globalSetup: 'support/build-programs.ts',
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    testTimeout: 20_000,
    hookTimeout: 30_000,
    dangerouslyIgnoreUnhandledErrors: false,
    projects: [
      // They leave nothing behind for the next file, and loading the engine anew for each was a third of their work.
      {
        extends: true,
        test: {
          name: 'together',
          include: ['**/*.test.ts'],
          exclude: ['vm/**', ...alone, '**/node_modules/**'],
          isolate: false,
        },
      },
      { extends: true, test: { name: 'alone', include: alone } },
      // A machine emulated in software, that takes what the others leave of the cores (test/vm/machine.ts).
      { extends: true, test: { name: 'vm', include: ['vm/**/*.test.ts'] } },
    ],
  },
})
