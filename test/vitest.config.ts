import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('.', import.meta.url)),
    // Real ports, files and child processes: one file at a time per core, and time enough for a noisy machine.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    dangerouslyIgnoreUnhandledErrors: false,
    projects: [
      { extends: true, test: { name: 'here', include: ['**/*.test.ts'], exclude: ['vm/**', '**/node_modules/**'] } },
      // A machine emulated in software keeps both cores busy: it starts when those are done that measure time.
      { extends: true, test: { name: 'vm', include: ['vm/**/*.test.ts'], sequence: { groupOrder: 1 } } },
    ],
  },
})
