import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import type { JobView } from '../shared/domain/views/printing-views.ts'
import { endRunningShops, startServe } from './support/running-shop.ts'
import { tempFolder } from './support/temp-folder.ts'
import { until } from './support/until.ts'

// docs/connect-{eleme,meituan,koubei,wechat}.md are followed, step by step, with what stands in them.

vi.setConfig({ testTimeout: 90_000 })
afterEach(endRunningShops)

test.each([
  ['eleme', "the app's secret", '200 {"message":"ok"}', '#6', /鲜肉包 +×3/],
  ['meituan', "the app's secret", '200 {"data":"ok"}', '#9', /不要香菜 100%/],
  ['koubei', 'MIIBIjANBgkq…', '200 success', '04', /桌 04/],
  ['wechat', 'MIIBIjANBgkq…', '204', '12', /桌 12/],
])('connect-%s.md', async (name, placeholder, said, called, onPaper) => {
  const text = readFileSync(new URL(`../docs/connect-${name}.md`, import.meta.url), 'utf8')
  const block = (kind: string) => new RegExp(`^\`\`\`${kind}\\n(.*?)^\`\`\``, 'ms').exec(text)?.[1] ?? ''
  const folder = tempFolder()
  writeFileSync(join(folder, 'try.ts'), block('ts'))
  const run = (env: Record<string, string> = {}) =>
    execFileSync(process.execPath, ['try.ts'], {
      cwd: folder,
      env: { ...process.env, ...env },
      encoding: 'utf8',
    }).trim()
  // Where the page makes a key, that is its first step.
  const secret = placeholder.startsWith('MII') ? run() : 'a secret'
  expect(block('json secrets')).toContain(placeholder)
  writeFileSync(join(folder, 'config.json'), block('json'))
  writeFileSync(join(folder, 'secrets.json'), block('json secrets').replace(placeholder, secret), { mode: 0o600 })
  const shop = await startServe(folder)
  const env = { SHOP: shop.ready.url, APP_SECRET: secret }
  expect(run(env)).toBe(said)
  expect(run(env)).toBe(said)
  const jobs = await until(async () => {
    const all = await shop.get<JobView[]>('/api/v1/jobs')
    return all.every(job => job.state === 'printed') && all.length > 0 ? all : null
  })
  expect(jobs).toHaveLength(1)
  const [job] = jobs
  expect([job?.pickupNo ?? job?.tableNo, job?.kind]).toEqual([called, 'kitchen'])
  const paper = await fetch(`${shop.ready.url}/api/v1/jobs/${job?.jobId}/paper.txt`, {
    headers: { authorization: `Bearer ${shop.ready.token}` },
  })
  expect(await paper.text()).toMatch(onPaper)
  expect(await shop.stop()).toBe(0)
})
