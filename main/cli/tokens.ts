import { tokenScopes } from '../../shared/domain/token-scope.ts'
import type { NewTokenView, TokenView } from '../../shared/domain/views/shop-views.ts'
import { dataFolder, leave, readArguments } from './arguments.ts'
import { requireEngine } from './require-engine.ts'
import { DoorRefused } from './running-engine.ts'
import { textTable } from './text-table.ts'

// npm run tokens -- [--data DIR] [--add NAME --scope read|operate|admin] [--revoke ID]: who may use the door besides whoever
// has the data folder. A new token is printed this once. Through the running engine's door.
// Exit 0: done; 1: no engine runs, or it would not; 2: bad arguments.

const values = readArguments({
  data: { type: 'string' },
  add: { type: 'string' },
  scope: { type: 'string' },
  revoke: { type: 'string' },
})
if (values.add !== undefined && values.revoke !== undefined) leave(2, '--revoke: not together with --add')
if (values.add === undefined && values.scope !== undefined) leave(2, '--scope: is for --add')
if (values.add !== undefined && !tokenScopes.some(scope => scope === values.scope)) {
  leave(2, `--scope: ${tokenScopes.join(', ')}`)
}
const engine = await requireEngine(dataFolder(values.data))

try {
  if (values.add !== undefined) await add(values.add)
  else if (values.revoke !== undefined) await revoke(values.revoke)
  else process.stdout.write(table(await engine.get<TokenView[]>('/api/v1/tokens')))
} catch (error) {
  if (!(error instanceof DoorRefused)) throw error
  leave(error.code === 'invalid' ? 2 : 1, error.message)
}

async function add(name: string): Promise<void> {
  const made = await engine.post<NewTokenView>('/api/v1/tokens', { name, scope: values.scope, by: 'command' })
  process.stdout.write(`${made.token}\n`)
  process.stderr.write(`${made.id} ${made.name} (${made.scope})：只显示这一次 · shown this once only\n`)
}

async function revoke(id: string): Promise<void> {
  const view = await engine.post<TokenView>(`/api/v1/tokens/${encodeURIComponent(id)}/revoke`, { by: 'command' })
  process.stdout.write(`${view.id} ${view.name}：已作废 · revoked\n`)
}

function table(tokens: readonly TokenView[]): string {
  if (tokens.length === 0) return '还没有另发的口令 · no tokens besides the data folder’s own\n'
  const when = (at: string | null) => (at === null ? '-' : new Date(at).toLocaleString('sv'))
  const heads = ['编号 id', '名称 name', '权限 scope', '建于 created', '上次使用 last used', '作废 revoked']
  const rows = tokens.map(one => [
    one.id,
    one.name,
    one.scope,
    when(one.createdAt),
    when(one.lastUsedAt),
    when(one.revokedAt),
  ])
  return textTable([heads, ...rows])
}
