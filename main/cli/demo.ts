import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serveDemoSomewhere } from '../host/headless/demo/serve-demo.ts'
import { runUntilSignal } from '../host/headless/run.ts'
import { readServeOptions } from '../host/headless/serve-options.ts'

// npm run demo: a shop in a folder that is thrown away, whatever ends it.
const folder = await mkdtemp(join(tmpdir(), 'gudang-demo-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
await runUntilSignal(async () => {
  const serving = await serveDemoSomewhere({ ...readServeOptions(process.argv.slice(2)), data: folder })
  process.stderr.write(`古荡演示 · open ${serving.ready.url}/#token=${serving.ready.token}\n`)
  process.stderr.write(`点餐手机 · the customer's phone ${serving.ready.url}/phone/\n`)
  return serving
})
