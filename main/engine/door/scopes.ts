import type { TokenScope } from '../../../shared/domain/token-scope.ts'
import type { AppRouter } from './router.ts'

// Which call needs which token: read looks, operate does what a person at the counter does, admin hands out tokens and
// changes secrets. What is missing here does not start (routes) or does not compile (the screen's calls).

const routeScopes: Record<string, TokenScope> = {
  'GET /metrics': 'read',
  'GET /api/v1/orders': 'read',
  'GET /api/v1/orders/:source/:orderId': 'read',
  'POST /api/v1/orders/:source/:orderId/receipt': 'operate',
  'POST /api/v1/orders/:source/:orderId/ready': 'operate',
  'POST /api/v1/orders/:source/:orderId/collected': 'operate',
  'POST /api/v1/test-order': 'operate',
  'GET /api/v1/quarantine': 'read',
  'POST /api/v1/quarantine/:id/replay': 'operate',
  'GET /api/v1/conflicts': 'read',
  'POST /api/v1/conflicts/:id/accept': 'operate',
  'GET /api/v1/jobs': 'read',
  'GET /api/v1/jobs/:id': 'read',
  'POST /api/v1/jobs/:id/reprint': 'operate',
  'POST /api/v1/jobs/:id/release': 'operate',
  'POST /api/v1/jobs/:id/resolve': 'operate',
  'POST /api/v1/jobs/:id/cancel': 'operate',
  'GET /api/v1/jobs/:id/paper.png': 'read',
  'GET /api/v1/jobs/:id/paper.txt': 'read',
  'GET /api/v1/jobs/:id/paper.bin': 'read',
  'POST /api/v1/reconcile/bill': 'operate',
  'GET /api/v1/reconcile/bill': 'read',
  'GET /api/v1/bills': 'read',
  'GET /api/v1/bills/:id': 'read',
  'GET /api/v1/backlogs': 'read',
  'POST /api/v1/backlogs/:id': 'operate',
  'GET /api/v1/shop': 'read',
  'POST /api/v1/shop/pause': 'operate',
  'POST /api/v1/shop/resume': 'operate',
  'GET /api/v1/printers': 'read',
  'POST /api/v1/printers/:id/test': 'operate',
  'POST /api/v1/printers/:id/pause': 'operate',
  'POST /api/v1/printers/:id/resume': 'operate',
  'PUT /api/v1/virtual-printers/:id': 'operate',
  'GET /api/v1/discrepancies': 'read',
  'GET /api/v1/discrepancies/:id': 'read',
  'POST /api/v1/discrepancies/:id/resolve': 'operate',
  'POST /api/v1/discrepancies/:id/print': 'operate',
  'POST /api/v1/discrepancies/:id/ask': 'operate',
  'POST /api/v1/discrepancies/:id/enter': 'operate',
  'POST /api/v1/reconcile/vouchers': 'operate',
  'POST /api/v1/reconcile/light-members': 'operate',
  'GET /api/v1/light-members/:id': 'read',
  'GET /api/v1/calls': 'read',
  'POST /api/v1/calls': 'operate',
  'POST /api/v1/calls/:id/retry': 'operate',
  'POST /api/v1/calls/:id/drop': 'operate',
  'POST /api/v1/orders/:source/:orderId/trade-refund': 'operate',
  'GET /api/v1/outbox': 'read',
  'GET /api/v1/payments': 'read',
  'GET /api/v1/notices': 'read',
  'GET /api/v1/alarms': 'read',
  'POST /api/v1/alarms/:id/ack': 'operate',
  'POST /api/v1/sources/:id/secret/rotate': 'admin',
  'GET /api/v1/tokens': 'admin',
  'POST /api/v1/tokens': 'admin',
  'POST /api/v1/tokens/:id/revoke': 'admin',
  // Which of the screen's calls it is decides, below.
  'GET /trpc/:path': 'read',
  'POST /trpc/:path': 'read',
}

const procedureScopes: Record<keyof AppRouter['_def']['procedures'], TokenScope> = {
  access: 'read',
  shop: 'read',
  board: 'read',
  order: 'read',
  jobs: 'read',
  reprint: 'operate',
  release: 'operate',
  resolve: 'operate',
  cancel: 'operate',
  move: 'operate',
  printers: 'read',
  testPage: 'operate',
  pause: 'operate',
  resume: 'operate',
  alarms: 'read',
  ackAlarm: 'operate',
  quarantine: 'read',
  replay: 'operate',
  conflicts: 'read',
  acceptConflict: 'operate',
  rotateSecret: 'admin',
  bills: 'read',
  billProgress: 'read',
  backlogs: 'read',
  answerBacklog: 'operate',
  receipt: 'operate',
  markReady: 'operate',
  markCollected: 'operate',
  testOrder: 'operate',
  pauseShop: 'operate',
  resumeShop: 'operate',
  unsettled: 'read',
  discrepancies: 'read',
  resolveDiscrepancy: 'operate',
  printMissing: 'operate',
  askForOrder: 'operate',
  orderSources: 'read',
  enterOrder: 'operate',
  tokens: 'admin',
  addToken: 'admin',
  revokeToken: 'admin',
  outbox: 'read',
  openCalls: 'read',
  retryCall: 'operate',
  dropCall: 'operate',
  changes: 'read',
}

/** `url` as a route has it, with :names. Null: the table has no such route. */
export function scopeOf(method: string, url: string | undefined): TokenScope | null {
  const route = `${method === 'HEAD' ? 'GET' : method} ${url}`
  return Object.hasOwn(routeScopes, route) ? (routeScopes[route] ?? null) : null
}

/** For onRoute: a route behind the token that nobody gave a scope must not be served to anybody. */
export function requireScope({ method, url }: { method: string | string[]; url: string }): void {
  for (const one of [method].flat()) {
    if (scopeOf(one, url) === null) throw new Error(`${one} ${url} has no scope in scopes.ts`)
  }
}

/** A call of the screen that there is not, is answered so to whoever may look. */
export function procedureScope(path: string): TokenScope {
  return Object.hasOwn(procedureScopes, path) ? procedureScopes[path as keyof typeof procedureScopes] : 'read'
}
