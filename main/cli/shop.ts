import { leave } from './arguments.ts'
import { backUp } from './shop/back-up.ts'
import { erase } from './shop/erase.ts'
import { exportShop } from './shop/export-shop.ts'
import { forget } from './shop/forget.ts'
import { importShop } from './shop/import-shop.ts'
import { restore } from './shop/restore.ts'

// npm run shop -- backup|restore|export|import|erase|forget …: what is done with a whole shop.
// Exit 0: done; 1: not done, the line on stderr says why; 2: bad arguments; 3: an engine works on the data folder.

const acts: Record<string, (args: readonly string[]) => void | Promise<void>> = {
  backup: backUp,
  restore,
  export: exportShop,
  import: importShop,
  erase,
  forget,
}

const [name = '', ...args] = process.argv.slice(2)
const act = Object.hasOwn(acts, name) ? acts[name] : undefined
if (act === undefined) leave(2, `"${name}": ${Object.keys(acts).join(' | ')}`)
try {
  await act(args)
} catch (error) {
  leave(1, error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error))
}
