import { EventRefused, type SourceEvent } from '../source.ts'
import { signWebhook } from './webhook-signature.ts'

const answerMs = 15_000

/**
 * Tells a push source what became of its orders, each event signed as Standard Webhooks with the source's own keys: with
 * every one that is valid, so that a receiver that has not been told the new one yet still believes us.
 */
export function createPushEvents(settings: { url: string; keys: () => readonly Uint8Array[]; now: () => number }) {
  return async function deliver(events: readonly SourceEvent[]): Promise<void> {
    for (const event of events) {
      const body = JSON.stringify(event)
      const timestamp = Math.floor(settings.now() / 1000)
      const signatures = settings.keys().map(key => signWebhook(key, event.eventId, timestamp, body))
      const response = await fetch(settings.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'webhook-id': event.eventId,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': signatures.join(' '),
        },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(answerMs),
      })
      await response.body?.cancel()
      if (response.ok) continue
      const error = `the receiver answers ${response.status}`
      // Standard Webhooks: 410 is a receiver that is gone; the other 4xx of this list are about the message itself.
      throw [400, 409, 410, 413, 422].includes(response.status) ? new EventRefused(error) : new Error(error)
    }
  }
}
