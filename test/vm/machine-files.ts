import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import type { Kernel } from './machine.ts'

// What the machine has is in its memory from the start. Were it to read files of this computer while it runs, its clock
// would run ahead meanwhile (machine.ts).

const modules = ['configfs', 'dummy_hcd', 'libcomposite', 'usb_f_printer', 'usb_f_acm', 'usblp', 'cdc_acm']
const busybox = '/bin/busybox'
/** USB buses with one socket each. */
const sockets = 4
/** Who is who; all else that a system has is busybox. */
const systemFiles = ['/etc/passwd', '/etc/group', '/etc/hosts']

/** For QEMU's -initrd: files and folders of this computer under their own names, and what starts the command. */
export function packFiles(work: string, kernel: Kernel, command: string, files: readonly string[]): string {
  const taken = [process.execPath, ...files, ...systemFiles.filter(file => existsSync(file))].flatMap(filesBelow)
  const programs = [process.execPath, busybox, ...taken.filter(file => file.endsWith('.node'))]
  const root = join(work, 'root')
  for (const folder of ['bin', 'modules']) mkdirSync(join(root, folder), { recursive: true })
  copyFileSync(busybox, join(root, 'bin/busybox'))
  copyFileSync(new URL('init.sh', import.meta.url), join(root, 'init'))
  chmodSync(join(root, 'init'), 0o755)
  writeFileSync(join(root, 'command'), `${command}\n`)
  copyModules(kernel, join(root, 'modules'))
  const archive = join(work, 'initrd')
  appendTo(archive, '/', [...taken, ...programs.flatMap(librariesOf)])
  appendTo(archive, root, filesBelow(root))
  return archive
}

function copyModules(kernel: Kernel, folder: string): void {
  const files = new Set<string>()
  for (const name of modules) {
    const lines = execFileSync('modprobe', ['-d', kernel.modules, '-S', kernel.version, '--show-depends', name], {
      encoding: 'utf8',
      env: { PATH: '/usr/sbin:/sbin:/usr/bin:/bin' },
    })
    for (const line of lines.split('\n')) if (line.startsWith('insmod ')) files.add(line.split(' ')[1] ?? '')
  }
  for (const file of files) copyFileSync(file, join(folder, basename(file)))
  const order = [...files].map(file => `${basename(file)} ${file.includes('dummy_hcd') ? `num=${sockets}` : ''}\n`)
  writeFileSync(join(folder, 'order'), order.join(''))
}

function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
}

/** `libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x…)`, and the loader alone. None for what needs none, or another system. */
function librariesOf(program: string): string[] {
  try {
    const lines = execFileSync('ldd', [program], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return [...lines.matchAll(/(\/\S+) \(0x/g)].map(([, file]) => file ?? '')
  } catch {
    return []
  }
}

/** Behind the archives that are there; the kernel unpacks one after the other. Links become what they lead to. */
function appendTo(archive: string, root: string, files: readonly string[]): void {
  const names = new Set<string>()
  for (const file of files) {
    const name = relative(root, file)
    for (let folder = dirname(name); folder !== '.'; folder = dirname(folder)) names.add(folder)
    names.add(name)
  }
  const output = openSync(archive, 'a')
  // Folders before what is in them.
  const input = [...names].sort().join('\n')
  execFileSync('cpio', ['-o', '-L', '-H', 'newc', '--quiet'], { cwd: root, input, stdio: ['pipe', output, 'inherit'] })
  closeSync(output)
}
