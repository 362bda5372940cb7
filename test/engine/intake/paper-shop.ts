import { expect } from 'vitest'
import type { OrderInput } from '../../../shared/domain/order.ts'
import type { JobView } from '../../../shared/domain/views/printing-views.ts'
import { eventually } from '../../support/eventually.ts'
import { openShop, type Shop } from '../../support/shop.ts'
import { openTcpPrinter } from '../../support/tcp-printer.ts'

// Orders pushed to a shop whose kitchen printer is on the network, and the papers that come of them.

export async function take(shop: Shop, given: OrderInput, result = 'accepted') {
  const reply = await shop.push(given)
  expect(reply.body.result, reply.text).toBe(result)
  return reply.body
}

/** Waits until nothing of the order is under way, and gives its jobs with their papers. */
export async function papers(shop: Shop, orderId: string): Promise<{ job: JobView; text: string }[]> {
  const jobs = await eventually(async () => {
    const { jobs } = await shop.order(orderId)
    expect(jobs.map(job => job.state).filter(state => state !== 'printed' && state !== 'cancelled')).toEqual([])
    return jobs
  })
  return Promise.all(
    jobs
      .filter(job => job.state === 'printed')
      .map(async job => ({ job, text: (await shop.get(`/api/v1/jobs/${job.jobId}/paper.txt`)).text })),
  )
}

export const kinds = (list: { job: JobView }[]) => list.map(({ job }) => job.kind)

export const marks = (list: { job: JobView }[]) => list.at(-1)?.job.marks

/** A shop whose kitchen printer is on the network. */
export async function openPaperShop() {
  const printer = await openTcpPrinter()
  return { printer, shop: await openShop({ settings: { printers: [printer.settings] } }) }
}
