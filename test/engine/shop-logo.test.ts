import { rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createCanvas } from '@napi-rs/canvas'
import pino from 'pino'
import { describe, expect, test } from 'vitest'
import type { LogoAnswer } from '../../drivers/logo/logo.ts'
import { createAlarmBook } from '../../main/engine/alarm-book.ts'
import { createBell } from '../../main/engine/bell.ts'
import { createShopLogo } from '../../main/engine/shop-logo.ts'
import type { JobView } from '../../shared/domain/views/printing-views.ts'
import { openTestDatabase } from '../support/database.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { order } from '../support/orders.ts'
import { openShop, shopSettings } from '../support/shop.ts'
import { createShopClock } from '../support/shop-clock.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

const raster = { bytesPerRow: 1, rows: 1, data: Uint8Array.of(1) }

function openLogo(draw: () => Promise<LogoAnswer>) {
  const file = join(tempFolder(), 'logo.png')
  const clock = createHandClock()
  const alarms = createAlarmBook({
    db: openTestDatabase(),
    clock: createShopClock(),
    bell: createBell(),
    language: 'en',
  })
  const asked: number[] = []
  const drawLogo = ({ dots }: { dots: number }) => {
    asked.push(dots)
    return draw()
  }
  const logo = createShopLogo({ file, drawLogo, timers: clock, alarms, log: pino({ enabled: false }) })
  let changed = 1_700_000_000
  const put = (content: string) => {
    writeFileSync(file, content)
    utimesSync(file, changed, changed++)
  }
  const standing = () => alarms.standing().map(({ code, message }) => ({ code, message }))
  return { file, logo, asked, clock, put, standing }
}

describe('the logo of a shop', () => {
  test('is drawn once for each paper, and anew when the file was changed', async () => {
    const { logo, asked, put } = openLogo(async () => ({ raster }))
    expect(await logo(576)).toBeNull()
    put('a')
    expect(await Promise.all([logo(576), logo(576), logo(384)])).toEqual([raster, raster, raster])
    expect(await logo(576)).toEqual(raster)
    // Which comes first is a matter of when the file was looked at.
    expect(asked.toSorted()).toEqual([384, 576])
    put('b')
    await logo(576)
    expect(asked.toSorted()).toEqual([384, 576, 576])
  })

  test('that cannot be printed is said once, and no more when it is mended or gone', async () => {
    const answers: LogoAnswer[] = [{ fault: 'too-large' }, { raster }, { fault: 'broken' }]
    const { file, logo, asked, put, standing } = openLogo(async () => answers.shift() ?? { fault: 'broken' })
    put('a')
    for (const _ of [1, 2, 3]) expect(await logo(576)).toBeNull()
    expect(asked).toHaveLength(1)
    expect(standing()).toEqual([{ code: 'logo-unusable', message: 'logo.png is too large: receipts go without it' }])
    put('b')
    expect(await logo(576)).toEqual(raster)
    expect(standing()).toEqual([])
    put('c')
    await logo(576)
    expect(standing()).toHaveLength(1)
    rmSync(file)
    expect(await logo(576)).toBeNull()
    expect(standing()).toEqual([])
  })

  test('does not keep a receipt waiting, and a painter that fails is no worse', async () => {
    const stuck = openLogo(() => new Promise(() => {}))
    stuck.put('a')
    const drawing = stuck.logo(576)
    await until(() => stuck.clock.pending > 0)
    stuck.clock.pass(10_000)
    expect(await drawing).toBeNull()
    const dead = openLogo(() => Promise.reject(new Error('dead')))
    dead.put('a')
    expect(await dead.logo(576)).toBeNull()
    expect(dead.standing()).toHaveLength(1)
  })
})

describe('on paper', () => {
  const settings = { ...shopSettings, receipt: { printer: 'kitchen', when: 'always' } }

  async function receipt(bytes: Buffer) {
    const shop = await openShop({ settings })
    writeFileSync(join(shop.folder, 'logo.png'), bytes)
    await shop.push(order())
    const isOut = ({ kind, state }: JobView) => kind === 'receipt' && state === 'printed'
    const job = await until(async () => (await shop.jobs()).find(isOut))
    const kitchen = (await shop.jobs()).find(({ kind }) => kind === 'kitchen')
    const textOf = async (jobId = '') => (await shop.get(`/api/v1/jobs/${jobId}/paper.txt`)).text
    return { text: await textOf(job.jobId), kitchen: await textOf(kitchen?.jobId), alarms: await shop.alarmCodes() }
  }

  test('it heads the receipt and no kitchen ticket', async () => {
    const canvas = createCanvas(320, 80)
    canvas.getContext('2d').fillRect(0, 0, 320, 80)
    const { text, kitchen, alarms } = await receipt(canvas.toBuffer('image/png'))
    // in the middle: 128 dots to its left are blank
    expect(text.split('\n')[0]).toBe('[448×80]')
    expect(text).toContain('古荡早餐店')
    expect(kitchen).not.toContain('[')
    expect(alarms).toEqual([])
  })

  test('a broken one costs the receipt nothing but itself, and somebody is told', async () => {
    const { text, alarms } = await receipt(Buffer.from('no picture'))
    expect(text).not.toContain('[')
    expect(text).toContain('古荡早餐店')
    expect(alarms).toEqual(['logo-unusable'])
  })
})
