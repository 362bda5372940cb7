import { createServer } from 'node:net'
import type { Settings } from '../../../shared/domain/settings.ts'
import { type Check, fail, ok, warn, words } from './check.ts'

const oldestNode = 24
/** Before this program existed, and after anybody will run it: a dead clock battery shows as 1970 or 2000. */
const [firstYear, lastYear] = [2026, 2060]

export function checkNode(version: string): Check {
  const major = Number(/^v?(\d+)\./.exec(version)?.[1] ?? 0)
  if (major >= oldestNode) return ok('node', `Node ${version}`, `Node ${version}`)
  return fail(
    'node',
    words(`Node ${version} 太旧`, `Node ${version} is too old`),
    words('在程序目录运行 npm ci，然后用 npm run 启动', 'Run npm ci in the program folder, then start with npm run'),
  )
}

/** A wrong year breaks signatures and business days; another zone than the shop's only misleads people. */
export function checkClock(now: number, systemZone: string, shop: Settings['shop'] | null): Check {
  const shown = new Date(now).toISOString()
  const year = new Date(now).getUTCFullYear()
  if (year < firstYear || year > lastYear) {
    return fail(
      'clock',
      words(`电脑时间不对：${shown}`, `The computer's clock is wrong: ${shown}`),
      words('打开系统的自动对时（NTP）', 'Switch on automatic time (NTP) in the system settings'),
    )
  }
  const zone = shop?.timezone ?? systemZone
  if (offset(now, zone) === offset(now, systemZone)) {
    return ok('clock', `${shown}，时区 ${systemZone}`, `${shown}, time zone ${systemZone}`)
  }
  return warn(
    'clock',
    words(`电脑时区 ${systemZone} 与门店时区 ${zone} 不同`, `The computer is in ${systemZone}, the shop in ${zone}`),
    words('小票按门店时区打印；请核对系统时区', "Tickets use the shop's zone; check the computer's"),
  )
}

function offset(at: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
}

/** `ours`: the port that the running engine has. */
export async function checkPort(port: number, ours: string | null): Promise<Check> {
  if (ours !== null) return ok('port', `正在使用：${ours}`, `In use by this shop's engine: ${ours}`)
  const busy = await new Promise<boolean>(resolve => {
    const server = createServer()
    server.once('error', () => resolve(true))
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(false)))
  })
  if (!busy) return ok('port', `端口 ${port} 空闲`, `Port ${port} is free`)
  return fail(
    'port',
    words(`端口 ${port} 被别的程序占用`, `Port ${port} is taken by another program`),
    words('关掉那个程序，或用 --port 换一个端口', 'Close that program, or choose another port with --port'),
  )
}
