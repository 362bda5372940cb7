import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { dayCsv } from '../../../shared/report/day-csv.ts'
import { dayTable } from '../../../shared/report/day-table.ts'
import { drawerCount, drawerMove, handOver, newShift } from '../days/books.ts'
import { dayWorkbook } from '../days/workbook.ts'
import type { Desk } from '../desk.ts'
import { act, body, keyOf, read } from './rest-routes.ts'

// Business days, their reports and the drawer, for tools (contract §8).

const closing = act.extend({ note: z.string().max(1000).optional(), cash: drawerCount.optional() })
const correction = act.extend({
  by: z.string().trim().min(1).max(64),
  reason: z.string().trim().min(1).max(1000),
  sales: z.int().optional(),
  refunded: z.int().optional(),
})
const range = z.object({ from: z.string(), until: z.string() })
const ofDay = z.object({ day: z.string() })

export async function dayRoutes(app: FastifyInstance, { desk }: { desk: Desk }): Promise<void> {
  type Day = { Params: { day: string } }

  app.get('/api/v1/days', async request => desk.period(read(range, request.query, 'query')))
  app.get<Day>('/api/v1/days/:day', async request => desk.day(request.params.day))
  app.post<Day>('/api/v1/days/:day/close', async request => desk.closeDay(request.params.day, body(closing, request)))
  app.post<Day>('/api/v1/days/:day/slip', async request => {
    const idempotencyKey = keyOf(request)
    return desk.repeatDaySlip(request.params.day, { ...body(act, request), idempotencyKey })
  })
  app.post<Day>('/api/v1/days/:day/adjustments', async request =>
    desk.correctDay(request.params.day, body(correction, request)),
  )
  app.get<Day>('/api/v1/days/:day/report.csv', async (request, reply) => {
    const { lines, language } = await tableOf(request.params.day)
    return reply
      .header('content-disposition', `attachment; filename="gudang-${request.params.day}.csv"`)
      .type('text/csv; charset=utf-8')
      .send(dayCsv(lines, language))
  })
  app.get<Day>('/api/v1/days/:day/report.xlsx', async (request, reply) => {
    const { lines, language } = await tableOf(request.params.day)
    return reply
      .header('content-disposition', `attachment; filename="gudang-${request.params.day}.xlsx"`)
      .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
      .send(Buffer.from(await dayWorkbook(lines, language)))
  })

  app.get('/api/v1/drawer', async () => desk.drawer())
  app.post('/api/v1/drawer/moves', async request => desk.moveCash(body(act.extend(drawerMove.shape), request)))
  app.get('/api/v1/shifts', async request => desk.shifts(read(ofDay, request.query, 'query').day))
  app.post('/api/v1/shifts', async (request, reply) =>
    reply.code(201).send(desk.openShift(body(act.extend(newShift.shape), request))),
  )
  app.post<{ Params: { id: string } }>('/api/v1/shifts/:id/end', async request =>
    desk.handOver(request.params.id, body(act.extend(handOver.shape), request)),
  )

  async function tableOf(day: string) {
    const { language, timezone } = desk.shop()
    return { lines: dayTable(await desk.day(day), language, timezone), language }
  }
}
