import { statSync } from 'node:fs'
import { leave } from './arguments.ts'
import { findEngine, type RunningEngine } from './running-engine.ts'

/** For commands that only the running engine can carry out; without one they end here. */
export async function requireEngine(data: string): Promise<RunningEngine> {
  if (!statSync(data, { throwIfNoEntry: false })?.isDirectory()) leave(2, `--data: there is no shop in ${data}`)
  const found = await findEngine(data)
  if (found.kind === 'running') return found.engine
  if (found.kind === 'none') return leave(1, '程序没有在运行，请先启动 · the program does not run; start it first')
  return leave(1, `程序占着数据文件夹但没有回应 · an engine holds ${data} but does not answer: ${found.why}`)
}
