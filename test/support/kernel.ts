import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unpackedKernels } from '../vm/machine.ts'

/**
 * A Debian kernel for test/vm, unpacked into the cache and not installed: installing makes this computer's own boot files
 * anew, which takes a minute and is not ours to do. What test/vm needs of it: 20 MB, 8 s.
 */
export function unpackKernel(): void {
  const work = mkdtempSync(join(tmpdir(), 'gudang-kernel-'))
  try {
    const run = (command: string, args: readonly string[]) =>
      execFileSync(command, args, { cwd: work, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    const [name] = run('apt-cache', ['depends', 'linux-image-amd64']).match(/linux-image-\S+-amd64$/m) ?? []
    if (name === undefined) throw new Error('Debian has no linux-image-amd64 for this machine')
    run('apt-get', ['-qq', 'download', name])
    const [file] = readdirSync(work)
    mkdirSync(unpackedKernels, { recursive: true })
    const parts = ['kernel/drivers/usb', 'kernel/fs/configfs', 'modules*']
    const wanted = parts.map(part => `'./*lib/modules/*/${part}'`).join(' ')
    run('sh', [
      '-c',
      `dpkg-deb --fsys-tarfile '${file}' | tar -x -C '${unpackedKernels}' --wildcards './boot/vmlinuz*' ${wanted}`,
    ])
    for (const version of readdirSync(join(unpackedKernels, 'lib/modules')))
      run('depmod', ['-b', unpackedKernels, version])
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
