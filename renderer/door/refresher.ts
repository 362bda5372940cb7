import type { QueryClient } from '@tanstack/react-query'
import type { Topic } from '../../shared/domain/views/shop-views.ts'

/** Breathing space between two rounds: a rush of hundred orders is a handful of refetches, not a hundred. */
const pauseMs = 150

/**
 * "Look again" made into refetches. One round at a time: topics that come while a round is running wait for the next
 * one, so that a storm of events never cancels the very fetch that would show them.
 */
export function createRefresher(client: QueryClient) {
  let pending = new Set<Topic>()
  let everything = false
  let running = false

  const round = async () => {
    if (running) return
    running = true
    while (everything || pending.size > 0) {
      const topics = pending
      const all = everything
      pending = new Set()
      everything = false
      await client
        .invalidateQueries({ predicate: query => all || (query.meta?.topics ?? []).some(topic => topics.has(topic)) })
        .catch(() => {})
      await new Promise(resolve => setTimeout(resolve, pauseMs))
    }
    running = false
  }
  return {
    look(topics: Topic[]) {
      for (const topic of topics) pending.add(topic)
      void round()
    },
    lookAtAll() {
      everything = true
      void round()
    },
  }
}
