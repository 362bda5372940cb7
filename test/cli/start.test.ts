import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../support/programs.ts'
import { startProgram } from '../support/run-command.ts'
import { tempFolder } from '../support/temp-folder.ts'

const program = join(root, 'main/cli/start.ts')
const noDisplay = { DISPLAY: '', WAYLAND_DISPLAY: '' }

test('without a display: says why in one line, serves as `serve` does, and stops cleanly', async () => {
  const start = startProgram(program, ['--data', tempFolder(), '--port', '0'], noDisplay)
  const ready = await start.ready()
  expect(ready).toMatchObject({ event: 'ready', pid: start.child.pid })
  expect((await fetch(`${ready.url}/api/v1/health`)).status).toBe(200)
  const { code, out, err } = await start.stop()
  expect(code).toBe(0)
  expect(out.trim().split('\n')).toHaveLength(1)
  const words = err.split('\n').filter(line => line !== '' && !line.startsWith('{'))
  expect(words).toEqual([expect.stringMatching(/没有图形界面.*headless.*no display/)])
})

test('bad arguments end it before anything is tried', async () => {
  expect(await startProgram(program, ['--port', 'many']).ended).toMatchObject({ code: 2, out: '' })
})
