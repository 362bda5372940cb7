import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { discrepancyStates } from '../../../shared/domain/reconciliation/discrepancy.ts'
import { discrepancyView } from '../differences/difference-view.ts'
import type { Engine } from '../engine.ts'
import { entering, recording, resolving, settlement, vouchers } from './discrepancy-schemas.ts'
import { act, body, keyOf, page, read } from './rest-routes.ts'

// Differences between platform, kitchen and money (contract §8, §11), and what platforms tell besides bills.

const discrepancyQuery = page.extend({ state: z.enum(discrepancyStates).optional(), day: z.string().optional() })
export async function discrepancyRoutes(app: FastifyInstance, { engine }: { engine: Engine }): Promise<void> {
  const { desk } = engine
  type Id = { Params: { id: string } }

  app.get('/api/v1/discrepancies', async request =>
    desk.discrepancies(read(discrepancyQuery, request.query, 'query')).map(discrepancyView),
  )
  app.get<Id>('/api/v1/discrepancies/:id', async request => discrepancyView(desk.discrepancy(request.params.id)))
  app.post<Id>('/api/v1/discrepancies/:id/resolve', async request =>
    discrepancyView(desk.resolveDiscrepancy(request.params.id, body(resolving, request))),
  )
  app.post<Id>('/api/v1/discrepancies/:id/refunded', async request =>
    discrepancyView(await desk.recordRefund(request.params.id, body(recording, request))),
  )
  app.post<Id>('/api/v1/discrepancies/:id/print', async request => {
    const idempotencyKey = keyOf(request)
    return desk.printMissing(request.params.id, { ...body(act, request), idempotencyKey })
  })
  app.post<Id>('/api/v1/discrepancies/:id/ask', async request =>
    discrepancyView(desk.askForOrder(request.params.id, body(act, request))),
  )
  app.post<Id>('/api/v1/discrepancies/:id/enter', async request =>
    desk.enterOrder(request.params.id, body(entering, request)),
  )
  app.post('/api/v1/reconcile/vouchers', async request => desk.takeVouchers(read(vouchers, request.body, 'body')))
  app.post('/api/v1/reconcile/light-members', async request =>
    desk.takeSettlement(read(settlement, request.body, 'body')),
  )
  app.get<Id>('/api/v1/light-members/:id', async request => desk.member(request.params.id))
}
