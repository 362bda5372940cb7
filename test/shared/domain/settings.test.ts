import { describe, expect, test } from 'vitest'
import { settingsSchema } from '../../../shared/domain/settings.ts'
import type { Json } from './orders.ts'

/** The example of contract §2, with the connections and sources that this version has. */
function exampleSettings(): Json {
  return {
    shop: {
      id: 'gudang-001',
      name: '古荡早餐店',
      timezone: 'Asia/Shanghai',
      businessDayStart: '04:00',
      language: 'zh-CN',
    },
    printers: [
      {
        id: 'kitchen',
        name: '后厨',
        profile: 'generic-80',
        connection: { type: 'tcp', host: '192.168.1.50', port: 9100 },
      },
      { id: 'steam', name: '蒸档', profile: 'generic-58', connection: { type: 'virtual' } },
      { id: 'fry', name: '煎炸', profile: 'generic-80', confirmation: 'auto', connection: { type: 'virtual' } },
    ],
    stations: [
      { id: 'steam', name: '蒸档', printer: 'steam', backup: 'kitchen', copies: 1, split: 'together' },
      { id: 'fry', name: '煎炸', printer: 'fry', split: 'per-item' },
    ],
    routing: [
      { category: '蒸点', station: 'steam' },
      { sku: 'YT01', station: 'fry' },
      { name: '*豆浆*', station: 'steam' },
    ],
    defaultStation: 'steam',
    menu: [
      {
        sku: 'BZ01',
        name: '鲜肉包',
        category: '蒸点',
        price: 250,
        unit: '个',
        options: [{ name: '口味', choices: [{ name: '加辣', price: 0 }] }],
      },
    ],
    receipt: { printer: 'kitchen', when: 'on-request' },
    sources: [{ id: 'mini', type: 'push', channel: 'alipay-mini' }],
    policy: {
      uncertain: 'reprint-marked',
      staleAfterMinutes: 30,
      alarmAfterSeconds: 10,
      releaseMinutesBefore: null,
    },
    door: { hosts: ['till.local:8760'], tls: { cert: 'a.pem', key: 'b.pem' } },
  }
}

/** The example with one value put at the path, as `stations.0.printer`. */
function exampleWith(path: string, value: unknown): Json {
  const settings = exampleSettings()
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  let holder: Json = settings
  for (const key of keys) holder = holder[key] as Json
  holder[last] = value
  return settings
}

function issuesOf(raw: unknown): string[] {
  const parsed = settingsSchema.safeParse(raw)
  return parsed.success ? [] : parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`)
}

test("the contract's example is taken as it stands", () => {
  const example = exampleSettings()
  const station = (example.stations as Json[])[1]
  expect(settingsSchema.parse(example)).toEqual({
    ...example,
    printers: (example.printers as Json[]).map(printer => ({ confirmation: 'auto', ...printer })),
    stations: [(example.stations as Json[])[0], { ...station, copies: 1 }],
  })
})

test('what need not be said', () => {
  const { shop, printers, stations, defaultStation, sources } = exampleSettings()
  const least = { shop, printers, stations, defaultStation, sources }
  expect(settingsSchema.parse(least)).toMatchObject({
    routing: [],
    menu: [],
    receipt: { when: 'never' },
    policy: {
      uncertain: 'reprint-marked',
      staleAfterMinutes: 30,
      alarmAfterSeconds: 10,
      releaseMinutesBefore: null,
    },
  })
  for (const key of Object.keys(least)) {
    expect(issuesOf({ ...least, [key]: undefined })[0]).toMatch(new RegExp(`^${key}: `))
  }
  expect(settingsSchema.parse(exampleWith('policy', { uncertain: 'hold' })).policy).toMatchObject({
    uncertain: 'hold',
    staleAfterMinutes: 30,
  })
  const tcp = exampleWith('printers.0.connection', { type: 'tcp', host: 'h' })
  expect(settingsSchema.parse(tcp).printers[0]?.connection).toEqual({ type: 'tcp', host: 'h', port: 9100 })
  const serial = exampleWith('printers.0.connection', { type: 'serial', path: 'COM3' })
  expect(settingsSchema.parse(serial).printers[0]?.connection).toEqual({
    type: 'serial',
    path: 'COM3',
    baudRate: 9600,
    flow: 'none',
    parity: 'none',
  })
})

test.each([
  { type: 'usb', vendorId: '0416', productId: '5011', serialNumber: 'GD0001', port: '1-2' },
  { type: 'usb', port: '1-2.4' },
  { type: 'serial', path: '/dev/ttyUSB0', baudRate: 115_200, flow: 'rtscts', parity: 'none' },
  { type: 'device', path: '/dev/usb/lp0' },
  { type: 'spooler', queue: 'XP-80C' },
])('the connection %j is taken as it stands', connection => {
  const parsed = settingsSchema.parse(exampleWith('printers.0.connection', connection))
  expect(parsed.printers[0]?.connection).toEqual(connection)
})

test.each([
  [{ type: 'usb' }, 'needs vendorId, productId, serialNumber or port'],
  [{ type: 'usb', vendorId: '416' }, 'is not four hexadecimal digits'],
  [{ type: 'usb', port: '1-2', color: 'red' }, 'Unrecognized key'],
  [{ type: 'serial' }, 'path'],
  [{ type: 'serial', path: '/dev/ttyUSB0', baudRate: 0 }, 'baudRate'],
  [{ type: 'serial', path: '/dev/ttyUSB0', flow: 'dtrdsr' }, 'flow'],
  [{ type: 'device', path: 'lp0' }, 'path'],
])('the connection %j is refused: %s', (connection, word) => {
  expect(issuesOf(exampleWith('printers.0.connection', connection)).join()).toContain(word)
})

test.each([
  ['stations.0.printer', 'gone', 'stations.0.printer: "gone" is no printer'],
  ['stations.0.backup', 'gone', 'stations.0.backup: "gone" is no printer'],
  ['stations.0.backup', 'steam', 'stations.0.backup: is the printer itself'],
  ['routing.1.station', 'gone', 'routing.1.station: "gone" is no station'],
  ['defaultStation', 'gone', 'defaultStation: "gone" is no station'],
  ['receipt.printer', 'gone', 'receipt.printer: "gone" is no printer'],
  ['receipt', { when: 'always' }, 'receipt.printer: is needed unless receipts are printed never'],
  ['printers.1.id', 'kitchen', 'printers.1.id: "kitchen" is used twice'],
  ['stations.1.id', 'steam', 'stations.1.id: "steam" is used twice'],
  ['sources.1', { id: 'mini', type: 'push' }, 'sources.1.id: "mini" is used twice'],
  [
    'sources',
    ['cloud', 'again'].map(id => ({ id, type: 'mqtt', url: 'mqtt://broker' })),
    'sources.1.url: is the address of source 0 too',
  ],
  [
    'sources.0',
    { id: 'pull', type: 'pull', url: 'https://shop:secret@isv.example/v1' },
    'sources.0.url: has a password in it, which belongs into secrets.json',
  ],
  ['sources.0.id', 'counter', 'sources.0.id: "counter" is reserved'],
  ['menu.1', { sku: 'BZ01', name: '菜包', price: 1 }, 'menu.1.sku: "BZ01" is used twice'],
  ['routing.0', { station: 'fry' }, 'routing.0: needs sku, category or name'],
])('%s = %j: %s', (path, value, issue) => expect(issuesOf(exampleWith(path, value))).toContain(issue))

test.each([
  '',
  'shop.',
  'printers.0.',
  'printers.0.connection.',
  'stations.0.',
  'routing.0.',
  'menu.0.',
  'menu.0.options.0.',
  'menu.0.options.0.choices.0.',
  'receipt.',
  'sources.0.',
  'policy.',
  'door.',
  'door.tls.',
])('an unknown key at %s is told where it stands', at => {
  const issues = settingsSchema.safeParse(exampleWith(`${at}colour`, 'red')).error?.issues ?? []
  expect(issues.map(issue => [issue.code, issue.path.join('.')])).toContainEqual([
    'unrecognized_keys',
    at.replace(/\.$/, ''),
  ])
})

test.each([
  ['shop.id', 'Gudang'],
  ['shop.name', ' '],
  ['shop.timezone', 'Asia/Hangzhou'],
  ['shop.businessDayStart', '24:00'],
  ['shop.businessDayStart', '4:00'],
  ['shop.language', 'fr'],
  ['printers.0.id', 'a'.repeat(33)],
  ['printers.0.id', '-a'],
  ['printers.0.confirmation', 'maybe'],
  ['printers.0.connection.port', 0],
  ['printers.0.connection.port', 65_536],
  ['printers.0.connection.type', 'bluetooth'],
  ['stations.0.copies', 0],
  ['stations.0.copies', 1.5],
  ['stations.0.split', 'both'],
  ['menu.0.price', -1],
  ['menu.0.price', 2.5],
  ['menu.0.options.0.choices', []],
  ['receipt.when', 'sometimes'],
  ['sources.0.type', 'telex'],
  ['sources.0.channel', 'telex'],
  ['policy.uncertain', 'ignore'],
  ['policy.staleAfterMinutes', -1],
  ['policy.releaseMinutesBefore', '5'],
  ['door.hosts', []],
])('%s = %j is refused there', (path, value) => {
  expect(issuesOf(exampleWith(path, value)).map(issue => issue.split(':')[0])).toContain(path)
})

test('a shop without printers may name printers that it does not have yet', () => {
  expect(issuesOf({ ...exampleSettings(), printers: [] })).toEqual([])
})

const cloudSources: Json[] = [
  { id: 'feie', type: 'feie', channel: 'meituan', user: 'demo@shop.cn', printers: { '922500001': 'kitchen' } },
  { id: 'yly', type: 'yilianyun', clientId: '1000000001', printers: { '4004500001': 'kitchen' } },
  { id: 'xp', type: 'xpyun', user: 'dev@shop.cn', printers: { XPY0001: 'kitchen', 'XPY-2': 'steam' } },
  { id: 'sunmi', type: 'sunmi', appId: 'appid1', printers: { N501P58U10200: 'steam' } },
]
const [feie, yilianyun, xpyun, sunmi] = cloudSources as [Json, Json, Json, Json]

describe('sources that are clients of cloud printers', () => {
  test('are taken as they stand; a drawer stays shut and what comes again prints again unless it is said', () => {
    const least = { drawer: false, dedupeSeconds: 0 }
    expect(settingsSchema.parse(exampleWith('sources', cloudSources)).sources).toEqual([
      { ...feie, ...least },
      yilianyun,
      { ...xpyun, ...least },
      sunmi,
    ])
    const said = { ...xpyun, drawer: true, dedupeSeconds: 30 }
    expect(settingsSchema.parse(exampleWith('sources', [said])).sources).toEqual([said])
  })

  test.each<[string, Json[], string]>([
    ['a printer that is none', [{ ...feie, printers: { '9': 'gone' } }], 'sources.0.printers.9: "gone" is no printer'],
    ['no printers', [{ ...yilianyun, printers: {} }], 'sources.0.printers: names no printer'],
    ['no account', [{ ...sunmi, appId: ' ' }], 'sources.0.appId: '],
    ['a number that is none', [{ ...xpyun, printers: { 'a b': 'kitchen' } }], 'sources.0.printers.a b: Invalid key'],
    [
      'a prototype as one',
      [JSON.parse('{"id":"f","type":"feie","user":"u","printers":{"__proto__":"x"}}')],
      'sources.0',
    ],
    ['one account twice', [sunmi, { ...sunmi, id: 'two' }], 'sources.1: has the account of source 0 too'],
    ['a drawer where none is asked for', [{ ...sunmi, drawer: true }], 'sources.0: Unrecognized key: "drawer"'],
    ['more than a day', [{ ...feie, dedupeSeconds: 86_401 }], 'sources.0.dedupeSeconds: '],
    ['a secret', [{ ...feie, ukey: 'u' }], 'sources.0: Unrecognized key: "ukey"'],
  ])('%s is refused there', (_, sources, issue) => {
    expect(issuesOf(exampleWith('sources', sources)).join('\n')).toContain(issue)
  })

  test('two of one kind are two accounts; two kinds may share a name', () => {
    const other = { ...feie, id: 'feie-2', user: 'other@shop.cn' }
    const same = { ...xpyun, user: 'demo@shop.cn' }
    expect(issuesOf(exampleWith('sources', [feie, other, same]))).toEqual([])
  })
})
