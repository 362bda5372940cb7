import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { openCloudShop, type YilianyunReply, yilianyun, yilianyunToken } from '../../support/cloud-clients.ts'
import { eventually } from '../../support/eventually.ts'
import type { Shop } from '../../support/shop.ts'

// Yilianyun's open API: first the client that its users have, then what that client does not do.

const machine_code = '4004500001'
const silent = { silent: true }

type Said = { error: string; error_description: string; body: Record<string, unknown> }
/** What of the package is used here; it has no types. */
type Sdk = {
  Config: new (given: { cid: string; secret: string }) => { setUrl(url: string): void }
  OauthClinet: new (config: object) => { getToken(): Promise<Said>; refreshToken(token: string): Promise<Said> }
  RpcClient: new (token: string, config: object) => object
  Print: new (rpc: object) => { index(machine: string, name: string, content: string): Promise<Said> }
  Printer: new (
    rpc: object,
  ) => {
    getPrintStatus(machine: string): Promise<Said>
    getOrderStatus(machine: string, id: number): Promise<Said>
    getOrderPagingList(machine: string, page: number, size: number): Promise<Said & { body: object[] }>
    cancelAll(machine: string): Promise<Said>
    cancelOne(machine: string, id: number): Promise<Said>
    addPrinter(machine: string, key: string): Promise<Said>
    setsound(machine: string, voice: number, type: string): Promise<Said>
  }
}
const require = createRequire(import.meta.url)
const sdk = require('yly-nodejs-sdk') as Sdk

async function sdkClient(shop: Shop, secret = 'secretABC') {
  // The package signs with this computer's clock.
  shop.clock.jump(Date.now() - shop.clock.now())
  const config = new sdk.Config({ cid: '1000000001', secret })
  config.setUrl(`${shop.url}/`)
  const oauth = new sdk.OauthClinet(config)
  const token = await oauth.getToken()
  const rpc = new sdk.RpcClient(String(token.body?.access_token), config)
  return { oauth, token, print: new sdk.Print(rpc), printer: new sdk.Printer(rpc) }
}

async function printed(shop: Shop, count = 1) {
  return eventually(async () => {
    const jobs = (await shop.jobs()).filter(job => job.state === 'printed')
    expect(jobs).toHaveLength(count)
    return jobs
  })
}

describe('the npm client yly-nodejs-sdk, pointed at the shop', () => {
  test('gets its token, prints, asks and lists', async () => {
    const shop = await openCloudShop()
    const { oauth, token, print, printer } = await sdkClient(shop)
    expect(token).toMatchObject({
      error: '0',
      error_description: 'success',
      body: { expires_in: 2_592_000, scope: 'all' },
    })
    const content =
      '<MN>2</MN><FS2><center>**#1 美团**</center></FS2>................................\n' +
      '<table><tr><td>烤土豆(超级辣)</td><td>x3</td><td>5.96</td></tr></table><LR>小计:,￥82</LR>@@2完'
    const said = await print.index(machine_code, 'orderNo23333', content)
    expect(said).toMatchObject({
      ...{ error: '0', error_description: 'success' },
      body: { id: expect.stringMatching(/^\d{13}$/), origin_id: 'orderNo23333' },
    })
    const id = Number(said.body.id)
    const jobs = await printed(shop, 2)
    const paper = await shop.get(`/api/v1/jobs/${jobs[0]?.jobId}/paper.txt`)
    for (const words of ['第1联', '**#1 美团**', '烤土豆(超级辣)', 'x3  5.96', '小计:', '￥82', '完'])
      expect(paper.text).toContain(words)
    expect(await printer.getOrderStatus(machine_code, id)).toMatchObject({ error: '0', body: { status: '1' } })
    expect(await printer.getPrintStatus(machine_code)).toMatchObject({ error: '0', body: { state: '1' } })
    expect((await printer.getOrderPagingList(machine_code, 1, 10)).body).toEqual([
      {
        ...{ id: String(id), origin_id: 'orderNo23333', status: 1, content: '' },
        receiving_time: String(Math.floor(id / 1000)),
        print_time: expect.stringMatching(/^\d{10}$/),
      },
    ])
    expect(await printer.addPrinter(machine_code, 'key')).toMatchObject({ error: '0' })
    expect(await printer.addPrinter('9', 'key')).toMatchObject({ error: '8' })
    expect(await printer.setsound(machine_code, 1, 'horn')).toMatchObject({ error: '10' })
    const fresh = await oauth.refreshToken(String(token.body.refresh_token))
    expect(fresh).toMatchObject({ error: '0', body: { access_token: expect.any(String) } })
  })

  test('the same order sent again is the same print, for ever; cancelled are only those that are not out', async () => {
    const shop = await openCloudShop(silent)
    const { print, printer } = await sdkClient(shop)
    const first = await print.index(machine_code, 'a', '豆浆')
    expect(await print.index(machine_code, 'a', '豆浆')).toEqual(first)
    const second = await print.index(machine_code, 'b', '油条')
    expect(await printer.cancelOne(machine_code, Number(second.body.id))).toMatchObject({ error: '0' })
    expect(await printer.cancelOne(machine_code, Number(second.body.id))).toMatchObject({ error: '13' })
    expect(await printer.getOrderStatus(machine_code, Number(second.body.id))).toMatchObject({ body: { status: '2' } })
    expect((await shop.jobs()).map(job => [job.orderId, job.state])).toEqual([
      [first.body.id, expect.stringMatching(/queued|waiting/)],
      [second.body.id, 'cancelled'],
    ])
    expect(await printer.cancelAll(machine_code)).toMatchObject({ error: '0' })
    expect((await shop.jobs()).map(job => job.state)).toEqual(['cancelled', 'cancelled'])
    // What was taken back is known all the same: it was this client's own wish.
    expect(await print.index(machine_code, 'a', '豆浆')).toEqual(first)
    expect(await printer.getPrintStatus(machine_code)).toMatchObject({ body: { state: '0' } })
  })

  test('with a wrong secret hears 11, and the shop hears of it', async () => {
    const shop = await openCloudShop(silent)
    const { token } = await sdkClient(shop, 'another')
    expect(token).toMatchObject({ error: '11', error_description: 'sign验证失败' })
    expect((await shop.alarms()).map(one => [one.code, one.subject])).toContainEqual(['source-signature', 'yly'])
  })
})

test('version 2 says figures, and the time', async () => {
  const shop = await openCloudShop(silent)
  const access_token = String((await yilianyun(shop, '/v2/oauth/oauth', grant)).body.body?.access_token)
  const reply = await yilianyun(shop, '/v2/print/index', { access_token, machine_code, origin_id: 'v2', content: 'x' })
  expect(reply.body).toEqual({
    ...{ error: 0, error_description: 'success', timestamp: Math.floor(shop.clock.now() / 1000) },
    body: { id: expect.any(Number), origin_id: 'v2' },
  })
  const state = await yilianyun(shop, '/v2/printer/getprintstatus', { access_token, machine_code })
  expect(state.body.body).toEqual({ machine_code, state: 0 })
})

const grant = { grant_type: 'client_credentials', scope: 'all' }

test('each thing that is missing or wrong has its code', async () => {
  const shop = await openCloudShop(silent)
  const access_token = await yilianyunToken(shop)
  const ask = async (path: string, fields: Record<string, string>) => (await yilianyun(shop, path, fields)).body.error
  const print = (fields: Record<string, string>) =>
    ask('/print/index', { access_token, machine_code, origin_id: 'x', content: 'x', ...fields })
  expect(await print({ client_id: '2' })).toBe('7')
  expect(await print({ sign: 'x' })).toBe('11')
  expect(await print({ timestamp: '1700000000' })).toBe('11')
  expect(await print({ id: 'no-uuid' })).toBe('33')
  expect(await print({ timestamp: '' })).toBe('12')
  expect(await print({ access_token: 'x' })).toBe('14')
  expect(await print({ machine_code: '9' })).toBe('8')
  expect(await print({ machine_code: '' })).toBe('12')
  expect(await print({ content: '' })).toBe('12')
  expect(await print({ origin_id: '' })).toBe('12')
  expect(await print({ origin_id: 'x'.repeat(65) })).toBe('13')
  expect(await print({ content: 'x'.repeat(16_385) })).toBe('13')
  expect(await ask('/oauth/oauth', { grant_type: 'password' })).toBe('3')
  expect(await ask('/oauth/oauth', { grant_type: 'refresh_token', refresh_token: access_token })).toBe('20')
  expect(await ask('/printer/getorderstatus', { access_token, machine_code, order_id: '1' })).toBe('13')
  expect(await ask('/printer/getorderpaginglist', { access_token, machine_code, page_index: '4' })).toBe('13')
  expect(await shop.jobs()).toEqual([])
  expect(await print({})).toBe('0')
})

test('a token ends after thirty days', async () => {
  const shop = await openCloudShop(silent)
  const access_token = await yilianyunToken(shop)
  const ask = async () => (await yilianyun(shop, '/printer/getprintstatus', { access_token, machine_code })).body.error
  shop.clock.jump(29 * 86_400_000)
  expect(await ask()).toBe('0')
  // No table holds it: another engine on the same folder knows it too.
  await shop.reopen()
  expect(await ask()).toBe('0')
  shop.clock.jump(2 * 86_400_000)
  expect(await ask()).toBe('18')
})

describe('origin_id', () => {
  async function printer(options: Parameters<typeof openCloudShop>[0] = silent) {
    const shop = await openCloudShop(options)
    const access_token = await yilianyunToken(shop)
    const print = async (content: string, fields = {}): Promise<YilianyunReply['body']> =>
      (await yilianyun(shop, '/print/index', { access_token, machine_code, origin_id: '7', content, ...fields })).body
        .body
    return { shop, print }
  }
  const reused = async (shop: Shop) => (await shop.alarms()).find(one => one.code === 'source-name-reused')

  test('another text under it within two hours is not printed, as with them, but alarmed', async () => {
    const { shop, print } = await printer()
    const first = await print('豆浆')
    expect(await print('油条')).toEqual(first)
    expect((await reused(shop))?.facts).toMatchObject({ source: 'yly', orderId: '7', count: 1 })
    expect(await shop.jobs()).toHaveLength(1)
  })

  test('…and later it is a print of its own: clients begin their numbers anew each day', async () => {
    const { shop, print } = await printer()
    const first = await print('豆浆')
    shop.clock.jump(2 * 3_600_000 + 1_000)
    const second = await print('油条')
    expect(second?.id).not.toBe(first?.id)
    shop.clock.jump(86_400_000 * 20)
    expect(await print('油条')).toEqual(second)
    expect(await reused(shop)).toBeUndefined()
    expect(await shop.jobs()).toHaveLength(2)
  })

  test('at another printer it is another print; without idempotence every request is', async () => {
    const { shop, print } = await printer({
      silent: true,
      settings: {
        sources: [
          {
            ...{ id: 'yly', type: 'yilianyun', clientId: '1000000001' },
            printers: { [machine_code]: 'kitchen', '4004500002': 'kitchen' },
          },
        ],
      },
    })
    await print('豆浆')
    await print('豆浆', { machine_code: '4004500002' })
    await print('豆浆', { idempotence: '0' })
    expect(await shop.jobs()).toHaveLength(3)
  })

  test('fifty at once are one print', async () => {
    const { shop, print } = await printer()
    const replies = await Promise.all(Array.from({ length: 50 }, () => print('豆浆')))
    expect(new Set(replies.map(reply => reply?.id)).size).toBe(1)
    expect(await shop.jobs()).toHaveLength(1)
  })
})
