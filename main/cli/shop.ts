import { leave } from './arguments.ts'

// npm run shop -- backup|restore|export|import|erase|forget …: what is done with a whole shop.
// Exit 0: done; 1: not done, the line on stderr says why; 2: bad arguments; 3: an engine works on the data folder.

type Act = (args: readonly string[]) => void | Promise<void>

/** Each loads what it needs, and nothing of the others. */
const acts: Record<string, () => Promise<Act>> = {
  backup: async () => (await import('./shop/back-up.ts')).backUp,
  restore: async () => (await import('./shop/restore.ts')).restore,
  export: async () => (await import('./shop/export-shop.ts')).exportShop,
  import: async () => (await import('./shop/import-shop.ts')).importShop,
  erase: async () => (await import('./shop/erase.ts')).erase,
  forget: async () => (await import('./shop/forget.ts')).forget,
}

const [name = '', ...args] = process.argv.slice(2)
const load = Object.hasOwn(acts, name) ? acts[name] : undefined
if (load === undefined) leave(2, `"${name}": ${Object.keys(acts).join(' | ')}`)
try {
  const act = await load()
  await act(args)
} catch (error) {
  leave(1, error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error))
}
