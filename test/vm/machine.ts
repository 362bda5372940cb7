import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { constants, getPriority, setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { packFiles } from './machine-files.ts'

// A Debian kernel under QEMU with virtual USB sockets (dummy_hcd) and the kernel's own USB gadgets to plug into them.
//
// Emulated in software everywhere (KVM is there on some machines, and broken on some of those), which takes a core for a
// minute. So its clock counts instructions, a nanosecond each (-icount shift=0): in there it is a steady if slow computer,
// whatever else this one has to do, and what takes a second there takes it in every run. While it has nothing to do its
// clock jumps to the next timer (sleep=off): waiting costs nothing. Its timers keep to 4 ms (highres=off) unless the wire
// itself is measured: dummy_hcd sets off 8000 a second for every read that waits.

export const kernelPackage = 'linux-image-amd64'

export type Kernel = { image: string; modules: string; version: string }

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
    xz: 'xz-utils',
  }
  const folders = ['/usr/sbin', '/usr/bin', '/sbin', '/bin']
  const missing = Object.entries(programs)
    .filter(([program]) => !folders.some(folder => existsSync(join(folder, program))))
    .map(([, name]) => name)
  if (process.platform !== 'linux' || process.arch !== 'x64') return null
  return findKernel() === null ? [...missing, kernelPackage] : missing
}

/** In words; null: this computer can boot one. */
export function whyNoMachine(): string | null {
  const missing = missingForMachine()
  if (missing === null) return 'a virtual machine is for Linux on x64'
  return missing.length === 0 ? null : `a virtual machine needs ${missing.join(' ')}`
}

type MachineOptions = {
  files: readonly string[]
  timeoutMs: number
  /** USB keeps its own time, 125 µs, and not the 4 ms of the machine's timers */
  fineTimers: boolean
  onLine: (line: string) => void
}

/** Runs a shell command as root in a new machine that has these files and folders; gives its status. */
export async function runInMachine(command: string, options: MachineOptions): Promise<number> {
  const kernel = findKernel()
  if (kernel === null) throw new Error('no Debian kernel here')
  const work = mkdtempSync(join(tmpdir(), 'gudang-machine-'))
  try {
    return await boot(unpackImage(kernel.image, work), packFiles(work, kernel, command, options.files), options)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/**
 * The kernel as QEMU can start it at once (PVH, which Debian's have built in): unpacking itself takes an emulated processor
 * 6 s. bzImage (Documentation/arch/x86/boot.rst): setup_sects at 1F1, payload_offset and payload_length at 248 and 24C.
 */
function unpackImage(image: string, work: string): string {
  const bytes = readFileSync(image)
  const start = ((bytes[0x1f1] ?? 0) + 1) * 512 + bytes.readUInt32LE(0x248)
  const packed = bytes.subarray(start, start + bytes.readUInt32LE(0x24c))
  // Debian 12 packs with xz.
  if (!packed.subarray(0, 6).equals(Buffer.from('\xfd7zXZ\0', 'latin1'))) return image
  const unpacked = join(work, 'vmlinux')
  writeFileSync(unpacked, execFileSync('xz', ['-dc', '--single-stream'], { input: packed, maxBuffer: 1 << 28 }))
  return unpacked
}

async function boot(image: string, initrd: string, { timeoutMs, fineTimers, onLine }: MachineOptions): Promise<number> {
  // A plain old processor: what newer ones can do costs more to emulate. RDRAND, or Node waits a second for random numbers.
  const machine = spawn(
    'qemu-system-x86_64',
    [
      ...['-accel', 'tcg,thread=single', '-icount', 'shift=0,sleep=off', '-cpu', 'Nehalem,+rdrand', '-m', '2048'],
      ...['-nographic', '-no-reboot', '-nic', 'none', '-kernel', image, '-initrd', initrd],
      '-append',
      `console=ttyS0 quiet loglevel=3 mitigations=off highres=${fineTimers ? 'on' : 'off'} oops=panic panic=-1`,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  // The other tests measure real time, and this machine has its own: a third of what they get where they leave it nothing.
  if (machine.pid !== undefined) setPriority(machine.pid, Math.min(getPriority() + 5, constants.priority.PRIORITY_LOW))
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
