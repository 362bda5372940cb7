import { beforeAll, describe, expect, it } from 'vitest'
import { bundleForMachine } from './bundle.ts'
import { missingForMachine, runInMachine } from './machine.ts'
import { resultMark, type VmResult } from './vm-case.ts'
import { vmCases } from './vm-cases.ts'

const root = new URL('../..', import.meta.url).pathname
const missing = missingForMachine()
/** Two free cores need about two minutes; a machine that others use too needs several. */
const limitMs = 900_000
/** Compiling costs an emulated processor more than it brings: a quarter less in all. */
const node = `${process.execPath} --no-opt --no-sparkplug --max-lazy`

// npm run test:vm. Not part of npm test: a machine in software emulation takes a core for over a minute, from tests that
// measure time.
describe.skipIf(process.env.GUDANG_VM !== '1')('printers on a real USB stack', () => {
  const results = new Map<string, VmResult>()
  const console: string[] = []

  beforeAll(async () => {
    if (missing?.length !== 0) throw new Error(`this needs ${missing?.join(' ') ?? 'Linux on x64'}`)
    // One machine for all: half of a short run would be its start.
    await runInMachine(`${node} ${await bundleForMachine()}`, {
      folder: root,
      timeoutMs: limitMs,
      onLine(line) {
        if (!line.startsWith(resultMark)) return void console.push(line)
        const result = JSON.parse(line.slice(resultMark.length)) as VmResult
        results.set(result.name, result)
      },
    })
  }, limitMs + 10_000)

  for (const { name } of vmCases) {
    it(name, () => {
      const result = results.get(name)
      if (result === undefined) throw new Error(`the machine never came to it:\n${console.slice(-40).join('\n')}`)
      expect(result.error).toBe(null)
    })
  }
})
