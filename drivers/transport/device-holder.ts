import { existsSync } from 'node:fs'
import { readdir, readFile, readlink, realpath, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// What a person needs to know about a device file that cannot be opened (Linux).

/** Ships with the program; gives the shop's printers to whoever sits at the screen. */
const ruleFile = '60-gudang-printers.rules'

/** In the sources it lies in the neighbouring folder, for the bundle (dist/main) in the package, or an installer put it. */
function udevRule(): string {
  const { resourcesPath } = process as { resourcesPath?: string }
  const places = [
    fileURLToPath(new URL(`../discovery/${ruleFile}`, import.meta.url)),
    fileURLToPath(new URL(`../../drivers/discovery/${ruleFile}`, import.meta.url)),
    ...(resourcesPath === undefined ? [] : [join(resourcesPath, ruleFile)]),
  ]
  return places.find(place => existsSync(place)) ?? ruleFile
}

/** Programs that have the file open, as `cupsd (pid 812)`. Those of other users are seen only by root. */
export async function programsHolding(path: string): Promise<string[]> {
  const target = await realpath(path).catch(() => path)
  const pids = (await readdir('/proc').catch(() => [])).filter(name => /^\d+$/.test(name))
  const found = await Promise.all(pids.map(async pid => ((await holds(pid, target)) ? nameOf(pid) : null)))
  return found.filter(name => name !== null)
}

async function holds(pid: string, target: string): Promise<boolean> {
  const folder = join('/proc', pid, 'fd')
  const fds = await readdir(folder).catch(() => [])
  const links = await Promise.all(fds.map(fd => readlink(join(folder, fd)).catch(() => null)))
  return links.includes(target)
}

async function nameOf(pid: string): Promise<string> {
  // Arguments end in NUL; `comm` would be the name of a thread, which for Node is "MainThread".
  const line = await readFile(join('/proc', pid, 'cmdline'), 'utf8').catch(() => '')
  return `${basename(line.split('\0')[0] ?? '') || 'a program'} (pid ${pid})`
}

/** Who holds it, or how to find out. */
export async function busyWords(path: string): Promise<string> {
  if (process.platform !== 'linux') return `${path} is used by another program; close it there`
  const holders = await programsHolding(path)
  if (holders.length === 0) return `${path} is held by another program; to see which, type: sudo fuser -v ${path}`
  return `${path} is held by ${holders.join(', ')}; close it there`
}

/** Who may open it, and what to type. */
export async function permissionWords(path: string): Promise<string> {
  if (process.platform !== 'linux') return `no permission to open ${path}`
  const { username } = userInfo()
  const group = await groupOf(path)
  const joinGroup =
    group === null || group === 'root' ? '' : `type: sudo usermod -aG ${group} ${username} and sign in anew; or `
  return `${username} may not open ${path}; ${joinGroup}install the rule that comes with the program: sudo cp ${udevRule()} /etc/udev/rules.d/ && sudo udevadm control --reload && sudo udevadm trigger`
}

async function groupOf(path: string): Promise<string | null> {
  const file = await stat(path).catch(() => null)
  const groups = await readFile('/etc/group', 'utf8').catch(() => '')
  // name:password:gid:members
  const line = groups.split('\n').find(one => one.split(':')[2] === String(file?.gid))
  return line?.split(':')[0] ?? null
}
