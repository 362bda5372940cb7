import { deepJson } from '../../shared/domain/canonical-json.ts'
import { maskOrder } from '../../shared/domain/masking.ts'
import type { Settings, SourceSettings } from '../../shared/domain/settings.ts'
import { isPlatform, type PlatformType, platformChannels } from '../../shared/domain/source-settings.ts'
import type {
  Platform,
  PlatformKeys,
  PlatformMessage,
  PlatformReply,
  PlatformRequest,
} from '../sources/platform/platform.ts'
import { platforms } from '../sources/platforms.ts'
import type { AlarmBook } from './alarm-book.ts'
import type { Intake, IntakeAnswer } from './intake/intake.ts'
import { readPlatformMessage, readSubmission, type Submission } from './intake/submission.ts'
import type { PushAnswer } from './push-desk.ts'
import type { Refusals } from './refusals.ts'
import type { ShopFolder } from './shop-folder.ts'

export type PlatformAnswer = { result: 'ok'; reply: PlatformReply } | PushAnswer

/**
 * Takes what a platform sends, forwarded as it is: the platform's own signature is checked, its meaning goes the way of
 * every order, and it hears its own kind of yes when that is on disk. Messages are not judged by their age: an ISV may
 * have kept them for a shop that was off, and a repetition is known by what it says.
 */
export type PlatformDesk = {
  /** null: the source is none of a platform */
  of(sourceId: string): Pick<Platform, 'takes' | 'ok'> | null
  take(sourceId: string, request: PlatformRequest): Promise<PlatformAnswer>
}

type FoundPlatform = { source: SourceSettings & { type: PlatformType }; platform: Platform }

/** Null: the shop has no such source, or it is none of a platform. */
export function findPlatform({ sources }: Pick<Settings, 'sources'>, sourceId: string): FoundPlatform | null {
  const source = sources.find(one => one.id === sourceId)
  return source === undefined || !isPlatform(source) ? null : { source, platform: platforms[source.type] }
}

export function createPlatformDesk(deps: {
  folder: Pick<ShopFolder, 'settings' | 'secrets'>
  intake: Intake
  refusals: Refusals
  alarms: AlarmBook
  now: () => number
}): PlatformDesk {
  const { settings, secrets } = deps.folder

  function keysOf({ source, platform }: FoundPlatform): PlatformKeys {
    return {
      channel: source.channel ?? platformChannels[source.type],
      secrets: secrets.secretsOf(source.id, platform.secret),
      callbacks: 'callbacks' in source ? source.callbacks : [],
      terms: 'terms' in source ? source.terms : 'prepaid',
    }
  }

  /** Whatever is kept for a person is on disk too: sent again it would only be kept again. */
  function answer(given: IntakeAnswer, reply: PlatformReply): PlatformAnswer {
    const isKept = given.result !== 'busy' && given.result !== 'not-durable' && given.result !== 'unknown-order'
    return isKept ? { result: 'ok', reply } : given
  }

  return {
    of: sourceId => findPlatform(settings, sourceId)?.platform ?? null,
    async take(sourceId, request) {
      const found = findPlatform(settings, sourceId)
      if (found === null) return { result: 'unknown-source' }
      const { source, platform } = found
      const reading = platform.read(request, keysOf(found))
      const ok: PlatformAnswer = { result: 'ok', reply: platform.ok }
      if (reading.is === 'probe') return ok
      if (reading.is === 'forged') {
        deps.refusals.count('source-signature', sourceId, { source: sourceId })
        return { result: 'refused', code: 'signature', message: reading.message }
      }
      const base = { sourceId, receivedAt: deps.now(), wire: request.body }
      if (reading.is === 'unread') {
        const body = Buffer.from(deepJson(maskOrder(reading.original, { unread: true })))
        const read = readSubmission({ sourceId, webhookId: null, receivedAt: base.receivedAt, body })
        const kept: Submission = { ...read, parsed: { ok: false, issues: reading.issues } }
        return answer(await deps.intake.take(source, kept), platform.ok)
      }
      const { message } = reading
      if (message.kind === 'refund-asked') {
        const { orderId } = message
        deps.alarms.raise('order-refund-asked', `${sourceId}/${orderId}`, { source: sourceId, orderId })
      }
      const content = contentOf(message)
      if (content === null) return ok
      const submission = readPlatformMessage({ ...base, ...content, original: message.original })
      return answer(await deps.intake.take(source, submission), platform.ok)
    },
  }
}

/** Null: nothing that has to be taken in. */
function contentOf(
  message: PlatformMessage,
): Pick<Parameters<typeof readPlatformMessage>[0], 'kind' | 'content'> | null {
  switch (message.kind) {
    case 'order':
      return { kind: 'order', content: message.order }
    case 'change':
      return { kind: 'change', content: message.change }
    case 'rush':
      return { kind: 'rush', content: { orderId: message.orderId, rushId: message.rushId } }
    case 'refund-asked':
    case 'told':
      return null
  }
}
