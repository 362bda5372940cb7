import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { jobStates } from '../shared/domain/print-job.ts'
import { breakfastOrder } from './support/breakfast.ts'
import { endRunningShops, type RunningShop, startServe } from './support/running-shop.ts'

// README is run, not only read: its senders push orders, its vector is checked with somebody else's library.

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const code = (language: string) => new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(readme)?.[1] ?? ''
const run = promisify(execFile)

let folder: string
let serve: RunningShop
let url: string
let secret: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gudang-test-'))
  serve = await startServe(join(folder, 'data'))
  url = `${serve.ready.url}/api/v1/sources/demo/orders`
  secret = JSON.parse(readFileSync(join(folder, 'data', 'secrets.json'), 'utf8')).demo.secret
}, 60_000)
afterAll(async () => {
  await endRunningShops()
  rmSync(folder, { recursive: true, force: true })
})

test('the TypeScript sender', async () => {
  const file = join(folder, 'sender.ts')
  writeFileSync(file, code('ts'))
  const { push } = (await import(file)) as { push: (order: object, url: string, secret: string) => Promise<Response> }
  const response = await push(breakfastOrder('ts-1', [{ name: '鲜肉包' }]), url, secret)
  expect(response.status).toBe(201)
})

test('the Python sender', async () => {
  const file = join(folder, 'sender.py')
  const order = JSON.stringify(breakfastOrder('py-1', [{ name: '鲜肉包' }], { note: '不要香菜' }))
  writeFileSync(file, `${code('python')}\nimport sys\nprint(push(json.loads(sys.argv[1]), *sys.argv[2:]).status)\n`)
  const { stdout } = await run('python3', [file, order, url, secret])
  expect(stdout.trim()).toBe('201')
})

test('the signed test vector', () => {
  const field = (name: string) => new RegExp(`^${name} +(.*)$`, 'm').exec(readme)?.[1] ?? ''
  const at = new Date(Number(field('timestamp')) * 1000)
  expect(new Webhook(field('secret')).sign(field('id'), at, field('body'))).toBe(field('signature'))
})

test('the example configuration is one', async () => {
  const file = join(folder, 'config.json')
  writeFileSync(file, code('json'))
  const second = await startServe(join(folder, 'second'), ['--config', file])
  expect(await second.stop()).toBe(0)
})

test('job states and commands are named', () => {
  for (const state of jobStates) expect(readme).toContain(`\`${state}\``)
  const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const inner = ['prepare', 'pretest', 'pretest:vm', 'fix', 'test', 'start']
  for (const script of Object.keys(scripts)) {
    if (!inner.includes(script)) expect(readme).toContain(`npm run ${script}`)
  }
})
