import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import iconv from 'iconv-lite'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import type { Ready } from '../../main/host/headless/serve.ts'
import type { JobView } from '../../shared/domain/views/printing-views.ts'
import { eventually } from '../support/eventually.ts'
import { filesIn } from '../support/files.ts'
import { httpRequest } from '../support/http-request.ts'
import { runCommand } from '../support/run-command.ts'
import { runServe } from '../support/serve-process.ts'
import { shopSettings } from '../support/shop.ts'
import { tempFolder } from '../support/temp-folder.ts'

// Phones, names and addresses planted wherever ordering systems put them, with everything that can go wrong on the way; then
// every byte that the program keeps, says or sends is searched for them (contract §3; issue of row 8: privacy).

/** Each its own, so that what is found says where it came from. */
let count = 0
const phones: string[] = []
const names: string[] = []
const doors: string[] = []
function phone(): string {
  count += 1
  phones.push(`1386${String(1_000_000 + count * 7919).slice(0, 7)}`)
  return phones.at(-1) ?? ''
}
function name(): string {
  const given = [...'甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥']
  names.push(`欧阳${given[names.length % given.length]}${given[Math.floor(names.length / given.length)]}铁`)
  return names.at(-1) ?? ''
}
function address(): string {
  doors.push(`文三路${4000 + doors.length}号${doors.length}单元`)
  return `杭州市西湖区${doors.at(-1)}`
}
const person = () => ({ name: name(), phone: phone(), address: address() })

function plantedOrder(orderId: string) {
  const at = new Date().toISOString()
  return {
    orderId,
    status: 'paid',
    placedAt: at,
    pickupNo: 'A012',
    note: `打我电话${phone()}，或+86 ${phone()}，放门口`,
    items: [{ lineId: '1', name: '鲜肉包', quantity: 1, unitPrice: 250, amount: 250, note: `给${phone()}送去` }],
    total: { items: 250, payable: 250 },
    payment: { amount: 250, paidAt: at },
    customer: {
      id: 'opaque',
      ...person(),
      nickName: name(),
      profile: { fullName: name(), contacts: [person()] },
      tel: [phone(), phone()],
    },
    recipient_name: name(),
    recipient_phone: phone(),
    recipient_address: address(),
    backupRecipientPhone: phone(),
    receiver: person(),
    consignee: name(),
    deliveryInfo: { linkMan: name(), mobile: Number(phone()), addressDetail: address() },
    user_info: { real_name: name(), ext_data: { user_mobile: phone() } },
    联系电话: phone(),
    收货人: name(),
    remark: `座机没人接，${phone()}`,
    caution: `【如遇缺货】 电话联系 ${phone()}`,
    raw: JSON.stringify({
      buyer: person(),
      inner: JSON.stringify({ receiverName: name(), receiverPhone: phone(), address: address() }),
    }),
    rider: { riderName: name(), riderPhone: phone() },
    invoice: { contactName: name(), email: `${phone()}@example.com` },
  }
}

test('what customers are called, where they live and their numbers are nowhere', { timeout: 180_000 }, async () => {
  const data = join(tempFolder(), 'data')
  mkdirSync(data)
  writeFileSync(join(data, 'config.json'), JSON.stringify(shopSettings))
  const serve = runServe(['--data', data, '--port', '0'])
  const ready = await serve.ready()
  const answers: string[] = []
  const bearer = { authorization: `Bearer ${ready.token}` }
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const json = body === undefined ? {} : { body: JSON.stringify(body) }
    const reply = await httpRequest(ready.url, path, {
      method,
      headers: { ...bearer, 'content-type': 'application/json', ...headers },
      ...json,
    })
    answers.push(`${path} ${reply.text} ${JSON.stringify(reply.headers)}`)
    return reply
  }
  const push = async (body: string | object, over: Record<string, string> = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const reply = await httpRequest(ready.url, '/api/v1/sources/mini/orders', {
      method: 'POST',
      body: text,
      headers: { ...signed(ready, text), ...over },
    })
    answers.push(reply.text)
    return reply.status
  }

  const first = plantedOrder('mp-1')
  expect(await push(first)).toBe(201)
  expect(await push({ ...plantedOrder('mp-1'), revision: 2 })).toBe(201)
  expect(await push({ ...plantedOrder('mp-1'), revision: 2 })).toBe(409)
  expect(await push({ ...plantedOrder('mp-2'), status: 'unpaid' })).toBe(201)
  expect(await push({ ...plantedOrder('mp-2'), status: 'cancelled' })).toBe(201)
  expect(await push({ ...plantedOrder('mp-3'), total: { payable: 1 } })).toBe(201)
  // What is no order, no JSON, not signed, not ours, too long.
  expect(await push({ ...plantedOrder('mp-4'), items: phone(), placedAt: phone(), status: phone() })).toBe(400)
  expect(await push({ ...plantedOrder('mp-4'), items: [{ lineId: '1', name: '包', quantity: phone() }] })).toBe(400)
  expect(await push(`{"phone":"${phone()}","mobile":${phone()},"x":"tel ${phone()}`)).toBe(400)
  expect(await push(`d=%7B%22recipient_phone%22%3A%22${phone()}%22%7D&phone=${phone()}`)).toBe(400)
  expect(await push(`["${phone()}", {"phone":"${phone()}"}]`.replace(/^\["\d+", /, '['))).toBe(400)
  expect(await push(plantedOrder('mp-5'), { 'webhook-signature': 'v1,AAAA' })).toBe(401)
  expect(await push(plantedOrder('mp-5'), { 'webhook-timestamp': '1' })).toBe(401)
  expect(await push(plantedOrder('mp-5'), { 'content-type': 'text/plain' })).toBe(415)
  expect(await push({ ...plantedOrder('mp-5'), pad: 'x'.repeat(300_000) })).toBe(413)
  // Tools that are pointed at the wrong thing; a printer that dies within a ticket.
  for (const path of [
    `/api/v1/orders/mini/${phone()}`,
    `/api/v1/jobs/${phone()}`,
    `/nowhere/${phone()}?phone=${phone()}`,
  ]) {
    // Its answer may repeat what the tool itself asked for; nothing else may.
    await httpRequest(ready.url, path, { headers: bearer })
  }
  await ask('PUT', '/api/v1/virtual-printers/kitchen', { dropAfterBytes: 40 })
  expect(await push(plantedOrder('mp-6'))).toBe(201)
  await ask('POST', '/api/v1/jobs/j1/reprint', { by: '王' }, { 'idempotency-key': 'k' })
  await ask('POST', '/api/v1/conflicts/c1/accept', { by: '王' })
  await ask('POST', '/api/v1/quarantine/q1/replay', { by: '王' })
  await eventually(async () => {
    const { body } = await httpRequest<JobView[]>(ready.url, '/api/v1/jobs?limit=1000', { headers: bearer })
    expect(body.filter(job => job.state === 'printed').length).toBeGreaterThan(4)
    expect(body.filter(job => ['queued', 'sending', 'waiting'].includes(job.state))).toEqual([])
  }, 60_000)

  // Everything that can be asked.
  const { body: page } = await httpRequest<{ paths: Record<string, object> }>(ready.url, '/api/v1/openapi.json')
  const gets = Object.entries(page.paths).flatMap(([path, methods]) => ('get' in methods ? [path] : []))
  for (const path of gets) {
    for (const id of ['j1', 'j2', 'j3']) {
      await ask(
        'GET',
        path
          .replace('{source}', 'mini')
          .replace('{orderId}', 'mp-1')
          .replace(/\{\w+\}/, id),
      )
    }
  }
  for (const orderId of ['mp-1', 'mp-2', 'mp-3', 'mp-6']) await ask('GET', `/api/v1/orders/mini/${orderId}`)
  const input = encodeURIComponent(
    JSON.stringify({ 0: {}, 1: {}, 2: { source: 'mini', orderId: 'mp-1' }, 3: {}, 4: {} }),
  )
  await ask('GET', `/trpc/board,alarms,order,quarantine,conflicts?batch=1&input=${input}`)
  await ask('GET', '/metrics')
  // What is asked was answered with something.
  expect(answers.join('').length).toBeGreaterThan(20_000)
  const bundle = join(tempFolder(), 'support.zip')
  const doctor = await runCommand('doctor', ['--data', data, '--bundle', bundle])
  const while_ = search(data)
  expect(await serve.stop()).toBe(0)

  const said: Record<string, Buffer> = {
    stdout: Buffer.from(serve.stdout()),
    stderr: Buffer.from(serve.stderr()),
    answers: Buffer.from(answers.join('\n')),
    doctor: Buffer.from(doctor.out + doctor.err),
    ...Object.fromEntries(
      Object.entries(unzipSync(readFileSync(bundle))).map(([file, bytes]) => [`zip/${file}`, Buffer.from(bytes)]),
    ),
  }
  const found = Object.entries(said).flatMap(([place, bytes]) => planted(bytes).map(what => `${place}: ${what}`))
  expect([...while_, ...search(data), ...found]).toEqual([])
  // The search finds what is there: the masked ends are.
  expect(planted(Buffer.from(`x${phones[0]}y`))).toEqual([phones[0]])
  const [some = ''] = phones
  expect(
    filesIn(data).some(file => readFileSync(join(data, file)).includes(`${some.slice(0, 3)}****${some.slice(-4)}`)),
  ).toBe(true)
  expect(phones.length + names.length + doors.length).toBeGreaterThan(300)
})

/** Digits that nobody wrote in a row are no phone number of ours: each is eleven, from 1386. */
function planted(bytes: Buffer): string[] {
  const text = bytes.toString('utf8')
  const gbk = iconv.decode(bytes, 'gbk')
  return [...phones, ...names, ...doors].filter(one => text.includes(one) || gbk.includes(one))
}

function search(folder: string): string[] {
  // The reserve is random bytes that only take up room.
  const files = filesIn(folder).filter(file => file !== 'reserve')
  try {
    return files.flatMap(file => planted(readFileSync(join(folder, file))).map(what => `${file}: ${what}`))
  } catch (error) {
    // A paper has got its name in between.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return search(folder)
    throw error
  }
}

function signed(ready: Ready, body: string): Record<string, string> {
  const { mini } = JSON.parse(readFileSync(join(ready.data, 'secrets.json'), 'utf8'))
  count += 1
  const [id, at] = [`msg_${count}`, new Date()]
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(mini.secret).sign(id, at, body),
  }
}

test.skipIf(process.platform === 'win32')(
  'what the engine writes is for its own user; what others could read is closed, and said',
  { timeout: 60_000 },
  async () => {
    const data = join(tempFolder(), 'data')
    const first = runServe(['--data', data, '--port', '0'])
    await first.ready()
    await first.stop()
    expect(filesIn(data).filter(file => (statSync(join(data, file)).mode & 0o077) !== 0)).toEqual(['config.json'])
    for (const file of ['secrets.json', 'token']) chmodSync(join(data, file), 0o644)
    const second = runServe(['--data', data, '--port', '0'])
    await second.ready()
    expect(['secrets.json', 'token'].map(file => statSync(join(data, file)).mode & 0o777)).toEqual([0o600, 0o600])
    expect(second.stderr()).toContain('others could read secrets.json')
    expect(await second.stop()).toBe(0)
    expect(existsSync(join(data, 'secrets.json.tmp'))).toBe(false)
  },
)
