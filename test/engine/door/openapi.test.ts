import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { describe, expect, onTestFinished, test } from 'vitest'
import { exampleOrder } from '../../shared/domain/orders.ts'
import { openShop, type Shop } from '../../support/shop.ts'

// What the door says of itself (contract §8).

const silent = { silent: true }

describe('what the door says of itself', () => {
  type Page = {
    openapi: string
    paths: Record<string, Record<string, { security: unknown[]; parameters: { name: string; in: string }[] }>>
  }

  /** Every route that Fastify is given while a shop opens, as `METHOD /path/{id}`. */
  async function routesOf(): Promise<{ shop: Shop; routes: string[] }> {
    const routes: string[] = []
    const seen = (message: unknown) => {
      const { fastify } = message as { fastify: FastifyInstance }
      fastify.addHook('onRoute', ({ method, url }: RouteOptions) => {
        for (const one of [method].flat()) routes.push(`${one} ${url.replace(/:(\w+)/g, '{$1}')}`)
      })
    }
    subscribe('fastify.initialization', seen)
    onTestFinished(() => void unsubscribe('fastify.initialization', seen))
    const shop = await openShop(silent)
    return { shop, routes }
  }

  test('openapi.json lists exactly the routes there are', async () => {
    const { shop, routes } = await routesOf()
    const { body } = await shop.request<Page>('/api/v1/openapi.json')
    const listed = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`),
    )
    const served = routes.filter(route => /^\w+ \/(api\/|phone\/|metrics$)/.test(route) && !route.startsWith('HEAD '))
    expect(served.length).toBeGreaterThan(20)
    expect(listed.sort()).toEqual([...new Set(served)].sort())
  })
  test('and says which of them need a token, and all that stands in their paths', async () => {
    const shop = await openShop(silent)
    const { body } = await shop.request<Page>('/api/v1/openapi.json')
    expect(body.openapi).toMatch(/^3\.1/)
    for (const [path, methods] of Object.entries(body.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
        expect(operation.parameters.filter(one => one.in === 'path').map(one => one.name)).toEqual(names)
        if (path.endsWith('/orders') && method === 'post') continue
        const reply = await shop.request(path.replace(/[{}]/g, ''), { method: method.toUpperCase() })
        expect([path, reply.status === 401]).toEqual([path, operation.security.length > 0])
      }
    }
  })
  test('order.json is the schema of gudang.order/1, and asks for what the contract asks for', async () => {
    const shop = await openShop(silent)
    type Schema = {
      title: string
      type: string
      required: string[]
      properties: Record<string, Record<string, unknown>>
      additionalProperties?: unknown
    }
    type OrderSchema = Schema & { properties: { items: { items: Schema; maxItems: number }; total: Schema } }
    const { body } = await shop.request<OrderSchema & { $id: string }>('/api/v1/schema/order.json')
    expect([body.$id, body.title, body.type]).toEqual(['gudang.order/1', 'gudang.order/1', 'object'])
    expect(body.required.sort()).toEqual(['items', 'orderId', 'placedAt', 'status', 'total'])
    const { items, total, status } = body.properties
    expect(items.items.required.sort()).toEqual(['lineId', 'name', 'quantity'])
    expect([items.maxItems, total.required]).toEqual([500, ['payable']])
    expect(status).toMatchObject({ enum: ['unpaid', 'paid', 'cancelled', 'refunded'] })
    expect(items.items.properties.quantity).toMatchObject({ minimum: 0.001, maximum: 999 })
    expect(total.properties.payable).toMatchObject({ type: 'integer', minimum: 0, maximum: 100_000_000 })
    // Unknown fields are kept.
    expect([body.additionalProperties, items.items.additionalProperties]).not.toContain(false)
    const documented = [
      ...['orderId', 'revision', 'channel', 'status', 'pickupNo', 'tableNo', 'serviceMode', 'guests', 'placedAt'],
      ...['expectedAt', 'note', 'items', 'fees', 'discounts', 'total', 'payment', 'refunds', 'customer'],
    ]
    expect(Object.keys(body.properties).sort()).toEqual(documented.sort())
  })
  test('the example of the contract is an order', async () => {
    const shop = await openShop(silent)
    const reply = await shop.push(exampleOrder())
    expect([reply.status, reply.body.result]).toEqual([201, 'accepted'])
    const read = await shop.order('mp-20261122-000123')
    expect(read).toMatchObject({ amountFault: false, payable: 400, pickupNo: 'A012', channel: 'alipay-mini' })
    // One of its two buns is refunded already.
    expect(read.dishes).toEqual([{ name: '鲜肉包', quantity: 1 }])
    expect(read.order).toEqual(exampleOrder())
    expect(read.history.filter(entry => entry.what === 'taken-as-other')).toEqual([])
    expect(await shop.alarmCodes()).toEqual([])
  })
})
