import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

// A Debian kernel under QEMU with this machine's files as a root that forgets, virtual USB sockets (dummy_hcd), and the
// kernel's own USB gadgets to plug into them. Emulated in software everywhere (KVM is there on some machines, and broken on
// some of those): 8 s to the first command.

const modules = ['virtio_pci', '9pnet_virtio', '9p', 'overlay', 'configfs', 'dummy_hcd', 'libcomposite']
const drivers = ['usb_f_printer', 'usb_f_acm', 'usblp', 'cdc_acm']
/** USB buses with one socket each. */
const sockets = 4

export const kernelPackage = 'linux-image-amd64'

type Kernel = { image: string; modules: string; version: string }

/** Where test/support/kernel.ts puts one. */
export const unpackedKernels = fileURLToPath(new URL('../../node_modules/.cache/kernel', import.meta.url))

function findKernel(): Kernel | null {
  for (const root of ['/', unpackedKernels]) {
    const folder = join(root, 'lib/modules')
    const versions = existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith('-amd64')) : []
    versions.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    for (const version of versions) {
      const image = join(root, `boot/vmlinuz-${version}`)
      if (existsSync(image)) return { image, modules: root, version }
    }
  }
  return null
}

/** The Debian packages that this computer lacks to boot one; null: it never can. */
export function missingForMachine(): string[] | null {
  const programs = {
    'qemu-system-x86_64': 'qemu-system-x86',
    busybox: 'busybox-static',
    cpio: 'cpio',
    modprobe: 'kmod',
  }
  const folders = ['/usr/sbin', '/usr/bin', '/sbin', '/bin']
  const missing = Object.entries(programs)
    .filter(([program]) => !folders.some(folder => existsSync(join(folder, program))))
    .map(([, name]) => name)
  if (process.platform !== 'linux' || process.arch !== 'x64') return null
  return findKernel() === null ? [...missing, kernelPackage] : missing
}

/** Runs a shell command as root in a new machine, in this folder; gives its status. `onLine`: each line it writes. */
export async function runInMachine(
  command: string,
  options: { folder: string; timeoutMs: number; onLine: (line: string) => void },
): Promise<number> {
  const kernel = findKernel()
  if (kernel === null) throw new Error('no Debian kernel here')
  const work = mkdtempSync(join(tmpdir(), 'gudang-machine-'))
  try {
    const initrd = packInitrd(work, kernel, command, options.folder)
    return await boot(kernel, initrd, options)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function packInitrd(work: string, kernel: Kernel, command: string, folder: string): string {
  const root = join(work, 'init')
  for (const name of ['bin', 'modules', 'proc', 'sys', 'dev', 'host', 'layer', 'root']) {
    mkdirSync(join(root, name), { recursive: true })
  }
  copyFileSync('/bin/busybox', join(root, 'bin/busybox'))
  copyFileSync(new URL('init.sh', import.meta.url), join(root, 'init'))
  const files = new Set<string>()
  for (const name of [...modules, ...drivers]) {
    const lines = execFileSync('modprobe', ['-d', kernel.modules, '-S', kernel.version, '--show-depends', name], {
      encoding: 'utf8',
      env: { PATH: '/usr/sbin:/sbin:/usr/bin:/bin' },
    })
    for (const line of lines.split('\n')) if (line.startsWith('insmod ')) files.add(line.split(' ')[1] ?? '')
  }
  for (const file of files) copyFileSync(file, join(root, 'modules', basename(file)))
  const order = [...files].map(file => `${basename(file)} ${file.includes('dummy_hcd') ? `num=${sockets}` : ''}\n`)
  writeFileSync(join(root, 'modules/order'), order.join(''))
  writeFileSync(join(root, 'command'), `${command}\n`)
  writeFileSync(join(root, 'folder'), folder)
  const initrd = join(work, 'initrd.gz')
  execFileSync('sh', ['-c', 'chmod +x init && find . | cpio -o -H newc --quiet | gzip -1 >"$0"', initrd], { cwd: root })
  return initrd
}

async function boot(
  kernel: Kernel,
  initrd: string,
  { timeoutMs, onLine }: { timeoutMs: number; onLine: (line: string) => void },
): Promise<number> {
  const machine = spawn(
    'qemu-system-x86_64',
    [
      ...['-accel', 'tcg,thread=multi', '-cpu', 'max', '-m', '2048', '-smp', '2'],
      ...['-nographic', '-no-reboot', '-nic', 'none', '-kernel', kernel.image, '-initrd', initrd],
      ...['-append', 'console=ttyS0 quiet loglevel=3 oops=panic panic=-1'],
      ...['-virtfs', 'local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap'],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const kill = () => void machine.kill('SIGKILL')
  const timer = setTimeout(kill, timeoutMs)
  process.once('exit', kill)
  const tail: string[] = []
  let status: number | null = null
  let started = false
  const hear = (line: string) => {
    tail.push(line)
    if (tail.length > 60) tail.shift()
    const ended = /^machine: status (\d+)/.exec(line)
    if (ended !== null) status = Number(ended[1])
    else if (line === 'machine: start') started = true
    else if (started && status === null) onLine(line)
  }
  createInterface({ input: machine.stdout }).on('line', line => hear(line.replace(/\r$/, '')))
  createInterface({ input: machine.stderr }).on('line', line => tail.push(line))
  await once(machine, 'close')
  clearTimeout(timer)
  process.off('exit', kill)
  if (status === null) throw new Error(`the machine ended before its command did:\n${tail.join('\n')}`)
  return status
}
