import { renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished, test } from 'vitest'
import { watchPlugs } from '../../../drivers/discovery/plug-watch.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { until } from '../../support/until.ts'

// USB itself: test/vm.

test('a device file or serial port that comes or goes is told of, by the printer that is meant', async () => {
  const folder = tempFolder()
  const path = (name: string) => join(folder, name)
  symlinkSync('/dev/null', path('ttyUSB0'))
  const told: string[] = []
  const watch = watchPlugs(
    [
      {
        id: 'fry',
        connection: { type: 'serial', path: path('ttyUSB0'), baudRate: 9600, flow: 'none', parity: 'none' },
      },
      { id: 'lp', connection: { type: 'device', path: path('lp0') } },
      { id: 'net', connection: { type: 'tcp', host: '127.0.0.1', port: 9100 } },
      { id: 'demo', connection: { type: 'virtual' } },
    ],
    id => told.push(id),
  )
  onTestFinished(() => watch.stop())
  rmSync(path('ttyUSB0'))
  await until(() => told.join() === 'fry')
  symlinkSync('/dev/null', path('new'))
  renameSync(path('new'), path('lp0'))
  await until(() => told.join() === 'fry,lp')
  symlinkSync('/dev/null', path('ttyUSB0'))
  await until(() => told.join() === 'fry,lp,fry')
})
