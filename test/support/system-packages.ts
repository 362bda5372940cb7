import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { kernelPackage, missingForMachine, whyNoMachine } from '../vm/machine.ts'
import { chromiumPath } from './chromium.ts'
import { unpackKernel } from './kernel.ts'
import { mosquittoPath } from './mosquitto.ts'

// Before `npm test`: what npm cannot install. On a Debian machine as root it is fetched; elsewhere it is named.

const wanted = [
  { package: 'chromium', isThere: () => chromiumPath() !== null },
  { package: 'fonts-noto-cjk', isThere: () => existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc') },
  { package: 'openssl', isThere: () => answers('openssl', ['version']) },
  { package: 'python3', isThere: () => existsSync('/usr/bin/python3') || answers('python3', ['--version']) },
  { package: 'mosquitto', isThere: () => existsSync(mosquittoPath) },
  { package: 'mosquitto-clients', isThere: () => existsSync('/usr/bin/mosquitto_sub') },
  { package: 'curl', isThere: () => answers('curl', ['--version']) },
  { package: 'cups', isThere: () => existsSync('/usr/sbin/cupsd') && existsSync('/usr/lib/cups/backend/socket') },
]

const canInstall = process.platform === 'linux' && process.getuid?.() === 0 && answers('apt-get', ['--version'])
const missing = wanted.filter(one => !one.isThere()).map(one => one.package)
/** For tests that are left out where these cannot be had: a power cut on each file system, an fsync that fails. */
const forFaults = process.platform === 'linux' ? missingForFaults() : []
/** For test/vm, which is left out where these cannot be had. */
const forMachine = missingForMachine() ?? []
if (!canInstall && missing.length > 0) {
  process.stderr.write(`The tests need ${missing.join(' ')}; please install what of it this system lacks.\n`)
  process.exit(1)
}
if (canInstall && missing.length > 0) install(missing)
if (canInstall && forMachine.length + forFaults.length > 0) {
  try {
    install([...forFaults, ...forMachine.filter(name => name !== kernelPackage)])
    if (forMachine.includes(kernelPackage)) unpackKernel()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  }
}
const why = whyNoMachine()
if (why !== null) process.stderr.write(`The tests on a real USB stack are left out: ${why}.\n`)

function missingForFaults(): string[] {
  const programs = { 'mkfs.ext4': 'e2fsprogs', 'mkfs.xfs': 'xfsprogs', strace: 'strace' }
  const folders = ['/usr/sbin', '/usr/bin', '/sbin', '/bin']
  return Object.entries(programs)
    .filter(([program]) => !folders.some(folder => existsSync(`${folder}/${program}`)))
    .map(([, name]) => name)
}

function install(packages: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args: string[]) => execFileSync('apt-get', ['-qq', ...args], { stdio: 'inherit', env })
  apt('update')
  if (packages.length > 0) apt('-y', '--no-install-recommends', 'install', ...packages)
}

function answers(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
