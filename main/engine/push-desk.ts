import { verifyWebhook, type WebhookHeaders } from '../sources/push/webhook-signature.ts'
import type { Intake, IntakeAnswer } from './intake/intake.ts'
import { readSubmission } from './intake/submission.ts'
import type { Refusals } from './refusals.ts'
import type { ShopFolder } from './shop-folder.ts'

export type PushAnswer =
  | IntakeAnswer
  | { result: 'unknown-source' }
  | { result: 'refused'; code: 'signature' | 'timestamp'; message: string }

/** Takes signed pushes (contract §4): the signature is checked before a byte of it is believed or stored. */
export type PushDesk = {
  has(sourceId: string): boolean
  take(sourceId: string, headers: WebhookHeaders, body: Uint8Array): Promise<PushAnswer>
}

export function createPushDesk(deps: {
  folder: Pick<ShopFolder, 'settings' | 'secrets'>
  intake: Intake
  refusals: Refusals
  now: () => number
}): PushDesk {
  const { settings, secrets } = deps.folder
  const find = (sourceId: string) => settings.sources.find(one => one.id === sourceId && one.type === 'push')

  return {
    has: sourceId => find(sourceId) !== undefined,
    async take(sourceId, headers, body) {
      const source = find(sourceId)
      if (source === undefined) return { result: 'unknown-source' }
      const receivedAt = deps.now()
      const verdict = verifyWebhook(secrets.keysOf(sourceId, receivedAt), headers, body, receivedAt)
      if (!verdict.ok) {
        const code = verdict.code === 'signature' ? 'source-signature' : 'source-clock'
        deps.refusals.count(code, sourceId, { source: sourceId })
        return { result: 'refused', code: verdict.code, message: verdict.message }
      }
      const submission = readSubmission({ sourceId, webhookId: verdict.webhookId, receivedAt, body })
      return deps.intake.take(source, submission)
    },
  }
}
