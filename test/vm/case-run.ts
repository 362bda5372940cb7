import { filesForMachine } from './files.ts'
import { runInMachine } from './machine.ts'
import { resultMark, type VmResult } from './vm-case.ts'

/** Two free cores need about a minute; a machine that others use too needs several. */
export const limitMs = 600_000
/** Compiling costs an emulated processor more than it brings: a third less in all. */
const node = `${process.execPath} --no-opt --no-sparkplug --max-lazy`

export type CaseRun = {
  results: Map<string, VmResult>
  /** how the machine ended, where that was before its cases did; with the last lines on its console */
  fault: string | null
}

/** Boots one machine for all cases: half of a short run is its start. `figures`: for npm run bench, in place of the tests. */
export async function runCases(kind: 'tests' | 'figures'): Promise<CaseRun> {
  const results = new Map<string, VmResult>()
  const console: string[] = []
  const { program, files } = await filesForMachine()
  const onLine = (line: string) => {
    if (!line.startsWith(resultMark)) return void console.push(line)
    const result = JSON.parse(line.slice(resultMark.length)) as VmResult
    results.set(result.name, result)
  }
  try {
    const options = { files, timeoutMs: limitMs, fineTimers: kind === 'figures', onLine }
    const status = await runInMachine(`${node} ${program} ${kind}`, options)
    return { results, fault: status === 0 ? null : `status ${status}:\n${console.slice(-40).join('\n')}` }
  } catch (error) {
    return { results, fault: error instanceof Error ? error.message : String(error) }
  }
}
