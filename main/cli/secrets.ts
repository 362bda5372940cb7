import { dataFolder, leave, readArguments } from './arguments.ts'
import { requireEngine } from './require-engine.ts'
import { DoorRefused } from './running-engine.ts'

// npm run secrets -- --rotate SOURCE [--data DIR]: a new secret for a push source. It is not printed: whoever may read
// secrets.json reads it there and gives it to the source, which has 24 hours before the old one ends.
// Exit 0: done; 1: no engine runs, or it would not; 2: bad arguments.

const values = readArguments({ data: { type: 'string' }, rotate: { type: 'string' } })
const source = values.rotate ?? leave(2, '--rotate: name the source')
const engine = await requireEngine(dataFolder(values.data))
try {
  const { retiresAt } = await engine.post<{ retiresAt: string }>(
    `/api/v1/sources/${encodeURIComponent(source)}/secret/rotate`,
    { by: 'command' },
  )
  const until = new Date(retiresAt).toLocaleString('sv')
  process.stdout.write(`${source}：新密钥在 secrets.json，旧的到 ${until} 为止有效\n`)
  process.stdout.write(`${source}: the new secret is in secrets.json, the one before is valid until ${until}\n`)
} catch (error) {
  if (!(error instanceof DoorRefused)) throw error
  leave(error.code === 'not-found' ? 2 : 1, error.message)
}
