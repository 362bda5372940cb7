import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { until } from './until.ts'

/** A real cupsd with its own folder and port, without printers at first. */
export type CupsServer = {
  /** for CUPS_SERVER */
  address: string
  /** A raw queue to a network printer. */
  addQueue(name: string, device: string): void
  run(command: 'lpadmin' | 'cupsdisable' | 'cupsenable' | 'cupsreject', ...args: string[]): void
  stop(): Promise<void>
}

export async function openCupsServer(): Promise<CupsServer> {
  const root = mkdtempSync(join(tmpdir(), 'gudang-cups-'))
  const port = await freePort()
  for (const folder of ['etc', 'spool/tmp', 'cache', 'run', 'log']) mkdirSync(join(root, folder), { recursive: true })
  const everything = '<Limit All>\nOrder allow,deny\nAllow all\n</Limit>'
  writeFileSync(
    join(root, 'cupsd.conf'),
    `Listen 127.0.0.1:${port}
Browsing Off
WebInterface No
DefaultAuthType None
<Location />
Order allow,deny
Allow all
</Location>
<Location /admin>
Order allow,deny
Allow all
</Location>
<Policy default>
${everything}
</Policy>
`,
  )
  // cupsd refuses to let its programs run as root.
  writeFileSync(
    join(root, 'cups-files.conf'),
    `ServerRoot ${root}/etc
RequestRoot ${root}/spool
TempDir ${root}/spool/tmp
CacheDir ${root}/cache
StateDir ${root}/run
AccessLog ${root}/log/access
ErrorLog ${root}/log/error
PageLog ${root}/log/page
Sandboxing relaxed
User lp
Group lp
SystemGroup lpadmin
`,
  )
  execFileSync('chown', ['-R', 'lp:lp', root])
  const files = ['-c', join(root, 'cupsd.conf'), '-s', join(root, 'cups-files.conf')]
  const server = spawn('cupsd', ['-f', ...files], { stdio: 'ignore' })
  const exited = once(server, 'exit')
  const address = `127.0.0.1:${port}`
  const env = { ...process.env, CUPS_SERVER: address }
  const run: CupsServer['run'] = (command, ...args) => void execFileSync(command, args, { env, stdio: 'pipe' })
  await until(() => answers(() => execFileSync('lpstat', ['-r'], { env, encoding: 'utf8' }).includes('is running')))
  return {
    address,
    addQueue: (name, device) => run('lpadmin', '-p', name, '-E', '-v', device, '-o', 'printer-error-policy=retry-job'),
    run,
    async stop() {
      server.kill('SIGTERM')
      const patience = setTimeout(() => server.kill('SIGKILL'), 3_000)
      await exited
      clearTimeout(patience)
      rmSync(root, { recursive: true, force: true })
    },
  }
}

function answers(ask: () => boolean): boolean {
  try {
    return ask()
  } catch {
    return false
  }
}
