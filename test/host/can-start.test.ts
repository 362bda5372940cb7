import { expect, test } from 'vitest'
import { canStart, type Surroundings } from '../../main/host/electron/can-start.ts'

const folder = '/app/node_modules/electron'

function here(changes: Partial<Surroundings> & { files?: Record<string, string> } = {}): Surroundings {
  const files = changes.files ?? { [`${folder}/path.txt`]: 'electron', [`${folder}/dist/electron`]: '' }
  return {
    platform: 'linux',
    env: { DISPLAY: ':0' },
    uid: 1000,
    electronFolder: folder,
    readText: path => files[path] ?? null,
    exists: path => path in files,
    ...changes,
  }
}

test('with a display and the binary it can', () => {
  expect(canStart(here())).toEqual({ can: true, binary: `${folder}/dist/electron` })
  expect(canStart(here({ env: { WAYLAND_DISPLAY: 'wayland-0' } }))).toMatchObject({ can: true })
})

test('a Linux without display cannot, and nothing is to be installed for it', () => {
  const answer = canStart(here({ env: { DISPLAY: '' }, files: {} }))
  expect(answer).toMatchObject({ can: false, installable: false, why: { zh: '没有图形界面' } })
})

test('Windows and macOS always have a display, and are never root', () => {
  const binary = `${folder}\\dist\\electron.exe`
  const windows = here({
    platform: 'win32',
    env: {},
    uid: undefined,
    files: { [`${folder.replaceAll('/', '\\')}\\path.txt`]: 'electron.exe', [binary.replaceAll('/', '\\')]: '' },
  })
  expect(canStart(windows)).toMatchObject({ can: true })
  const mac = 'Electron.app/Contents/MacOS/Electron'
  const files = { [`${folder}/path.txt`]: mac, [`${folder}/dist/${mac}`]: '' }
  expect(canStart(here({ platform: 'darwin', env: {}, uid: 0, files }))).toMatchObject({ can: true })
})

test('root on Linux cannot: the sandbox stays on', () => {
  expect(canStart(here({ uid: 0 }))).toMatchObject({ can: false, installable: false })
})

test('only the missing binary can be fetched', () => {
  expect(canStart(here({ electronFolder: null }))).toMatchObject({ can: false, installable: false })
  expect(canStart(here({ files: {} }))).toMatchObject({ can: false, installable: true })
  // The installer was cut off after the archive, or before it.
  expect(canStart(here({ files: { [`${folder}/path.txt`]: 'electron' } }))).toMatchObject({ installable: true })
  expect(canStart(here({ files: { [`${folder}/dist/electron`]: '' } }))).toMatchObject({ installable: true })
})

test('a binary elsewhere is found where Electron itself looks for it', () => {
  const env = { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: '/opt/electron' }
  expect(canStart(here({ env, files: { '/opt/electron/electron': '' } }))).toEqual({
    can: true,
    binary: '/opt/electron/electron',
  })
})
