import { lockFolder } from '../../store/folder-lock.ts'
import { leave } from '../arguments.ts'

/** Does it while no engine can be on the folder, or start on it; where one is, the command ends with exit 3. */
export async function withShop<Result>(data: string, work: () => Result | Promise<Result>): Promise<Result> {
  const lock = lockFolder(data)
  if (lock === null) leave(3, `程序正在使用 ${data}，请先退出程序 · ${data} is in use by an engine: stop it first`)
  try {
    return await work()
  } finally {
    lock.release()
  }
}
