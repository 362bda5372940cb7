import type { JobView } from '../../shared/domain/views/printing-views.ts'
import { order } from '../support/orders.ts'
import type { Shop } from '../support/shop.ts'
import { until } from '../support/until.ts'

// A shop of two stations, each with a virtual printer and the other for its backup.

export const two = {
  printers: [
    { id: 'steam', name: '蒸档', profile: 'generic-80', connection: { type: 'virtual' } },
    { id: 'fry', name: '煎炸', profile: 'generic-58', connection: { type: 'virtual' } },
  ],
  stations: [
    { id: 'steam', name: '蒸档', printer: 'steam', backup: 'fry' },
    { id: 'fry', name: '煎炸', printer: 'fry', backup: 'steam' },
  ],
  routing: [{ category: '煎炸', station: 'fry' }],
  defaultStation: 'steam',
}

export const only = (shop: Shop, printer: string) => async () => {
  const jobs = await shop.jobs(`&printer=${printer}`)
  return jobs.length === 1 ? jobs[0] : null
}

export const inState = (shop: Shop, jobId: string, state: string) =>
  until(async () => {
    const { body } = await shop.get<JobView>(`/api/v1/jobs/${jobId}`)
    return body.state === state ? body : null
  })

export const paper = async (shop: Shop, jobId: string) =>
  (await shop.get<string>(`/api/v1/jobs/${jobId}/paper.txt`)).text

export async function printed(shop: Shop): Promise<JobView> {
  await shop.push(order())
  const job = await until(only(shop, 'steam'))
  return inState(shop, job.jobId, 'printed')
}
