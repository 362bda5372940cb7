import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromiumPath } from './chromium.ts'

// Before `npm test`: what npm cannot install. On a Debian machine as root it is fetched; elsewhere it is named.

const wanted = [
  { package: 'chromium', isThere: () => chromiumPath() !== null },
  { package: 'fonts-noto-cjk', isThere: () => existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc') },
  { package: 'python3', isThere: () => existsSync('/usr/bin/python3') || answers('python3', ['--version']) },
  { package: 'cups', isThere: () => existsSync('/usr/sbin/cupsd') && existsSync('/usr/lib/cups/backend/socket') },
]

const missing = wanted.filter(one => !one.isThere()).map(one => one.package)
if (missing.length > 0) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !answers('apt-get', ['--version'])) {
    process.stderr.write(`The tests need ${missing.join(' ')}; please install what of it this system lacks.\n`)
    process.exit(1)
  }
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  execFileSync('apt-get', ['-qq', 'update'], { stdio: 'inherit', env: environment })
  execFileSync('apt-get', ['-qq', '-y', '--no-install-recommends', 'install', ...missing], {
    stdio: 'inherit',
    env: environment,
  })
}

function answers(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
