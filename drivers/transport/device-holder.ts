import { readdir, readFile, readlink, realpath, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { basename, join } from 'node:path'
import { type PrinterTrouble, troubleWords } from '../../shared/domain/printer-trouble.ts'
import { TransportError } from './transport.ts'
import { installRule } from './udev-rule.ts'

// What a person needs to know about a device file that cannot be opened (Linux).

/** A print queue, as its back-end names it: usb://POS/POS58?serial=GD0001 */
type Queue = { name: string; device: string }
type Holder = { name: string; pid: number; uri: string | null }

/** Who holds it, or how to find out. `where` stands before the words of the message. */
export async function heldError(path: string, where = '', queues = cupsQueues): Promise<TransportError> {
  return busyError(path, where, await findHolder(path, queues))
}

/** An earlier connection of this program still holds it: to a person there is no other program that could be closed. */
export function oursError(path: string, where = ''): TransportError {
  return busyError(path, where, { trouble: 'ours', device: path })
}

function busyError(path: string, where: string, trouble: PrinterTrouble): TransportError {
  const said = troubleWords(trouble, 'en')
  return new TransportError('busy', `${where}${path} is ${said?.what}; ${said?.how}`, 0, trouble)
}

async function findHolder(path: string, queues: () => Promise<Queue[]>): Promise<PrinterTrouble> {
  const holders = await holdersOf(path)
  const found = holders.filter(({ pid }) => pid !== process.pid)
  // A connection that was lost is let go of behind its back (transport.ts), and a serial port's rest may drain that long.
  if (found.length < holders.length && found.length === 0) return { trouble: 'ours', device: path }
  // Of other users' programs it cannot be seen what they hold; CUPS's run under a name that tells.
  const uri = (found.length > 0 ? found : await backendsFor(path)).find(one => one.uri !== null)?.uri
  if (uri !== undefined) {
    const queue = (await queues()).find(one => one.device === uri)?.name ?? ''
    // It is to be typed.
    return { trouble: 'queue', device: path, queue: /^[\w.@+-]*$/.test(queue) ? queue : '' }
  }
  const type = process.platform === 'linux' ? `sudo fuser -v ${path}` : ''
  return { trouble: 'held', device: path, holders: found.map(sayHolder).join(', '), type }
}

/** Who may open it, and what to type. */
export async function forbiddenError(path: string, where = ''): Promise<TransportError> {
  const { username } = userInfo()
  const group = await groupOf(path)
  const joinGroup = group === null || group === 'root' ? null : `sudo usermod -aG ${group} ${username}`
  const onLinux = process.platform === 'linux'
  const type = onLinux ? (joinGroup ?? installRule()) : ''
  const ways =
    joinGroup === null ? installRule() : `${joinGroup} and sign in anew; or install our rule: ${installRule()}`
  const message = `${username} may not open ${path}${onLinux ? `; type: ${ways}` : ''}`
  const trouble = { trouble: 'forbidden', device: path, user: username, type } as const
  return new TransportError('permission', `${where}${message}`, 0, trouble)
}

/** Programs that have the file open, as `cupsd (pid 812)`. Those of other users are seen only by root. */
export async function programsHolding(path: string): Promise<string[]> {
  return (await holdersOf(path)).map(sayHolder)
}

function sayHolder({ name, pid }: Holder): string {
  return `${name} (pid ${pid})`
}

async function holdersOf(path: string): Promise<Holder[]> {
  const target = await realpath(path).catch(() => path)
  const found = await Promise.all(
    (await pids()).map(async pid => ((await holds(pid, target)) ? readHolder(pid) : null)),
  )
  return found.filter(one => one !== null)
}

/** CUPS's programs that print to something on the same medium. */
async function backendsFor(path: string): Promise<Holder[]> {
  const scheme = path.startsWith('/dev/tty') ? 'serial:' : 'usb:'
  const all = await Promise.all((await pids()).map(readHolder))
  return all.filter(one => one.uri?.startsWith(scheme))
}

async function pids(): Promise<number[]> {
  const names = await readdir('/proc').catch(() => [])
  return names.map(Number).filter(Number.isInteger)
}

async function holds(pid: number, target: string): Promise<boolean> {
  const folder = join('/proc', String(pid), 'fd')
  const fds = await readdir(folder).catch(() => [])
  const links = await Promise.all(fds.map(fd => readlink(join(folder, fd)).catch(() => null)))
  return links.includes(target)
}

async function readHolder(pid: number): Promise<Holder> {
  // Arguments end in NUL; `comm` would be the name of a thread, which for Node is "MainThread".
  const line = await readFile(join('/proc', String(pid), 'cmdline'), 'utf8').catch(() => '')
  const program = (line.split('\0')[0] ?? '').replace(/\p{Cc}/gu, '')
  // The name of a back-end of CUPS is the queue's device (backend(7)).
  const uri = /^(usb|parallel|serial):\//.test(program) ? program : null
  return { name: uri === null ? basename(program) || 'a program' : 'CUPS', pid, uri }
}

/** A moment only: somebody waits for the error. */
const queuesMs = 1000

async function cupsQueues(): Promise<Queue[]> {
  const { createCups } = await import('./cups.ts')
  const late = new Promise<Queue[]>(resolve => setTimeout(() => resolve([]), queuesMs).unref())
  const asked = createCups()
    .queues()
    .catch(() => [])
  return Promise.race([asked, late])
}

async function groupOf(path: string): Promise<string | null> {
  const file = await stat(path).catch(() => null)
  const groups = await readFile('/etc/group', 'utf8').catch(() => '')
  // name:password:gid:members
  const line = groups.split('\n').find(one => one.split(':')[2] === String(file?.gid))
  return line?.split(':')[0] ?? null
}
