import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { createPublicKey } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import type { JobView } from '../shared/domain/views/printing-views.ts'
import { openAlipay } from './support/alipay-gateway.ts'
import { alipayKeys, bare } from './support/alipay-keys.ts'
import { makeCertificate } from './support/certificate.ts'
import { freePort } from './support/free-port.ts'
import { mosquittoPath } from './support/mosquitto.ts'
import { order } from './support/orders.ts'
import { endRunningShops, startServe } from './support/running-shop.ts'
import { openShop } from './support/shop.ts'
import { createShopClock } from './support/shop-clock.ts'
import { tempFolder } from './support/temp-folder.ts'
import { until } from './support/until.ts'

// docs/connect-*.md are followed, step by step, with what stands in them.

vi.setConfig({ testTimeout: 90_000 })
afterEach(endRunningShops)

const shell = promisify(execFile)

function openPage(name: string): (block: string) => string {
  const text = readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8')
  return block => {
    const found = new RegExp(`^\`\`\`${block}\\n(.*?)^\`\`\``, 'ms').exec(text)?.[1]
    if (found === undefined) throw new Error(`${name} has no block ${block}`)
    return found
  }
}

/** Starts it for the length of the test; gives all that it has said so far. */
function start(command: string, args: string[], env: Record<string, string>): { child: ChildProcess; said(): string } {
  const child = spawn(command, args, { env: { ...process.env, ...env }, detached: true })
  let said = ''
  for (const out of [child.stdout, child.stderr]) {
    out.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  }
  onTestFinished(async () => {
    if (child.exitCode !== null || child.pid === undefined) return
    const gone = once(child, 'exit')
    // A shell and what it started are one group.
    process.kill(-child.pid, 'SIGTERM')
    await gone
  })
  return { child, said: () => said }
}

function shopFolder(page: (block: string) => string, address: [string, string], secret: [string, string]): string {
  const folder = tempFolder()
  writeFileSync(join(folder, 'config.json'), page('json').replace(...address))
  writeFileSync(join(folder, 'secrets.json'), page('json secrets').replace(...secret))
  return folder
}

test('connect-mqtt.md', async () => {
  const page = openPage('connect-mqtt.md')
  const [folder, port] = [tempFolder(), await freePort()]
  const { cert } = makeCertificate(folder, 'localhost')
  const env = { SHOP_PASSWORD: 'of the shop', ISV_PASSWORD: 'of the isv', BROKER: 'localhost', PORT: String(port) }
  const here = (text: string) => text.replaceAll(/\/(etc|var\/lib)\/mosquitto/g, folder).replaceAll('8883', env.PORT)
  execFileSync('sh', ['-ec', here(page('sh'))], { env: { ...process.env, ...env } })
  writeFileSync(join(folder, 'acl'), page('acl'))
  // Debian's own starts as another user, who may not look into this folder.
  writeFileSync(join(folder, 'mosquitto.conf'), `${here(page('conf'))}user root\n`)
  start(mosquittoPath, ['-c', join(folder, 'mosquitto.conf')], {})

  const trusting = (text: string) => text.replaceAll('-V 5', `-V 5 --cafile ${cert}`)
  const listening = await until(async () => {
    const one = start('sh', ['-c', trusting(page('sh listen'))], env)
    await Promise.race([once(one.child, 'exit'), new Promise(resolve => setTimeout(resolve, 1_000))])
    return one.child.exitCode === null ? one : null
  })
  vi.stubEnv('NODE_EXTRA_CA_CERTS', cert)
  onTestFinished(() => void vi.unstubAllEnvs())
  const address: [string, string] = ['broker.isv.example:8883', `localhost:${port}`]
  const shop = await startServe(shopFolder(page, address, ['the password of shop1', env.SHOP_PASSWORD]))
  await until(() => listening.said().includes('gudang/v1/gudang-001/status {"state":"online"}'))
  execFileSync('sh', ['-ec', trusting(page('sh send'))], { env: { ...process.env, ...env } })
  await until(() => /order\.accepted.*mp-1(.|\n)*order\.printed.*mp-1/.test(listening.said()))
  const [job] = await shop.get<JobView[]>('/api/v1/jobs')
  expect(job).toMatchObject({ orderId: 'mp-1', state: 'printed', marks: ['积压'] })
  expect(await shop.stop()).toBe(0)
})

test('connect-pull.md', async () => {
  const page = openPage('connect-pull.md')
  const [folder, port] = [tempFolder(), await freePort()]
  const env = { SHOP_TOKEN: 'of-the-shop', PORT: String(port), ISV: `http://127.0.0.1:${port}` }
  writeFileSync(join(folder, 'isv.ts'), page('ts'))
  const isv = start(process.execPath, [join(folder, 'isv.ts')], env)
  await until(() => isv.said().includes('ready'))
  const shop = await startServe(
    shopFolder(page, ['https://isv.example', env.ISV], ["the shop's token", env.SHOP_TOKEN]),
  )
  execFileSync('sh', ['-ec', page('sh send')], { env: { ...process.env, ...env } })
  await until(() => /order\.accepted mp-1(.|\n)*order\.printed mp-1/.test(isv.said()))
  const [job] = await shop.get<JobView[]>('/api/v1/jobs')
  expect(job).toMatchObject({ orderId: 'mp-1', state: 'printed', marks: ['积压'] })
  expect(await shop.stop()).toBe(0)
})

/** A client that comes to the shop as its page says; gives what it heard. */
async function comeAsClient(name: string, secret: string, env: Record<string, string>) {
  const page = openPage(name)
  const folder = tempFolder()
  writeFileSync(join(folder, 'secrets.json'), page('json secrets').replace(secret, 'of the shop'))
  // Signed by the shell, with this computer's time.
  const shop = await openShop({ folder, settings: JSON.parse(page('json')), clock: createShopClock(Date.now()) })
  async function run(block: string, more: Record<string, string> = {}): Promise<Record<string, unknown>> {
    const { stdout } = await shell('sh', ['-ec', page(block)], {
      env: { ...process.env, SHOP: shop.url, ...env, ...more },
    })
    return JSON.parse(stdout)
  }
  const said = await run('sh send')
  const job = await until(async () => (await shop.jobs()).find(one => one.state === 'printed') ?? null)
  return { shop, run, said, job }
}

test('connect-feie.md', async () => {
  const env = { FEIE_USER: 'demo@shop.cn', UKEY: 'of the shop' }
  const { run, said, job } = await comeAsClient('connect-feie.md', 'the UKEY', env)
  expect(said).toMatchObject({ msg: 'ok', ret: 0, data: job.orderId })
  expect(job).toMatchObject({ kind: 'source', source: 'feie', marks: [] })
  expect(await run('sh ask', { ORDER: String(said.data) })).toMatchObject({ ret: 0, data: true })
})

test('connect-yilianyun.md', async () => {
  const env = { CLIENT_ID: '1000000001', CLIENT_SECRET: 'of the shop' }
  const { shop, run, said, job } = await comeAsClient('connect-yilianyun.md', 'the client secret', env)
  expect(said).toMatchObject({ error: '0', body: { id: job.orderId, origin_id: 'mp-1' } })
  expect(await run('sh send')).toEqual(said)
  expect(await shop.jobs()).toHaveLength(1)
})

test('connect-xpyun.md', async () => {
  const env = { XP_USER: 'dev@shop.cn', USER_KEY: 'of the shop' }
  const { said, job } = await comeAsClient('connect-xpyun.md', 'the UserKEY', env)
  expect(said).toMatchObject({ code: 0, msg: 'ok', data: job.orderId })
})

test('connect-sunmi.md', async () => {
  const env = { APP_ID: 'your-app-id', APP_KEY: 'of the shop' }
  const { run, said, job } = await comeAsClient('connect-sunmi.md', 'the app key', env)
  expect(said).toEqual({ code: 1, msg: 'success', data: { trade_no: 'mp-1' } })
  expect(job).toMatchObject({ kind: 'source', source: 'sunmi' })
  expect(await run('sh send')).toMatchObject({ code: 10071705 })
})

test('connect-alipay.md', async () => {
  const page = openPage('connect-alipay.md')
  const keys = tempFolder()
  execFileSync('sh', ['-ec', page('sh keys')], { cwd: keys, stdio: 'ignore' })
  const appKey = createPublicKey({
    key: Buffer.from(readFileSync(join(keys, 'app-public.txt'), 'utf8'), 'base64'),
    ...{ format: 'der', type: 'spki' },
  })
  const far = await openAlipay(appKey)
  const pem = readFileSync(join(keys, 'app-private.pem'), 'utf8').replaceAll('\n', '\\n')
  const folder = shopFolder(
    block => page(block).replace('https://openchannel.alipay.com', far.url),
    ['https://openapi.alipay.com', far.url],
    ['the private key of the app', pem],
  )
  const secrets = join(folder, 'secrets.json')
  const publicKey = bare.spki(alipayKeys().alipay.publicKey)
  writeFileSync(secrets, readFileSync(secrets, 'utf8').replace('the public key of Alipay', publicKey))
  const shop = await startServe(folder, [], undefined, [], { GUDANG_KEY_FILE: join(keys, 'sealing-key') })
  expect(readFileSync(secrets, 'utf8')).toContain('"sealed-1:')
  await until(() => far.sockets.size === 1)
  const env = { ...process.env, TOKEN: shop.ready.token, SHOP: shop.ready.url }
  const answer = await new Promise<string>((resolve, reject) => {
    execFile('sh', ['-ec', page('sh ask')], { env }, (error, out) => (error === null ? resolve(out) : reject(error)))
  })
  expect(answer).toContain('"total":400')
  far.send(far.frame('m-1', 'alipay.open.mini.order.changed', { order: order({ orderId: 'mp-2' }) }))
  await until(async () => (await shop.get<JobView[]>('/api/v1/jobs?state=printed')).some(job => job.orderId === 'mp-2'))
  await until(() => far.states.get('mp-2')?.rank === 2)
  expect(await shop.stop()).toBe(0)
})
