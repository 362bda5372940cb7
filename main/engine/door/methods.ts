import type { RouteOptions } from 'fastify'

// Which methods an address of the REST door knows, for whoever comes with another one (RFC 9110 §15.5.6). The screen's
// files and its calls are no concern of tools.

export type Methods = {
  /** For onRoute. */
  add(route: Pick<RouteOptions, 'method' | 'url'>): void
  /** In alphabetical order; none: there is nothing at this address. `url` may have a query. */
  at(url: string): string[]
}

export function createMethods(): Methods {
  const routes: { methods: string[]; segments: string[] }[] = []
  return {
    add({ method, url }) {
      if (url.startsWith('/api/v1/') || url === '/metrics')
        routes.push({ methods: [method].flat(), segments: url.split('/') })
    },
    at(url) {
      const given = (url.split('?', 1)[0] ?? '').split('/')
      const found = routes.filter(
        ({ segments }) =>
          segments.length === given.length &&
          segments.every((one, index) => (one.startsWith(':') ? given[index] !== '' : one === given[index])),
      )
      return [...new Set(found.flatMap(({ methods }) => methods))].sort()
    },
  }
}
