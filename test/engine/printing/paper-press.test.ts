import { describe, expect, test } from 'vitest'
import type { Profile } from '../../../drivers/profiles/profile.ts'
import { findProfile } from '../../../drivers/profiles/profiles.ts'
import { createScriptedTransport } from '../../../drivers/transport/scripted.ts'
import { createPaperPress } from '../../../main/engine/printing/paper-press.ts'
import { beginAttempt } from '../../../main/store/attempts.ts'
import { getJob, type JobRow, saveJob } from '../../../main/store/jobs.ts'
import { newJob } from '../../../shared/domain/print-job.ts'
import { settingsSchema } from '../../../shared/domain/settings.ts'
import { healthyAnswer, questionsIn } from '../../drivers/printer/bench.ts'
import { openTestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { createHandClock } from '../../support/hand-clock.ts'
import { addPage, openLane } from '../../support/lane.ts'
import { shopSettings } from '../../support/shop.ts'

// The next ticket is made while one is on its way, and used only if it is still the one that is due.

const settings = settingsSchema.parse(shopSettings)
const profile = findProfile('generic-80') as Profile
const noLogo = async () => null

const turn = () => new Promise(resolve => setImmediate(resolve))

describe('a paper made ahead', () => {
  function openPress() {
    const room = { db: openTestDatabase(), clock: createHandClock() }
    const made: string[] = []
    const press = createPaperPress({
      ...room,
      settings,
      profile,
      logo: noLogo,
      printer: { id: 'kitchen' },
      device: {
        confirmation: 'status',
        provable: false,
        async render(document) {
          made.push(JSON.stringify(document))
          return Uint8Array.of(made.length)
        },
      },
    })
    const job = (id: number) => getJob(room.db, id) as JobRow
    return { ...room, made, press, job, id: addPage(room.db, '后厨') }
  }

  test('is used in the second that it was made for', async () => {
    const { press, made, job, id, clock } = openPress()
    press.prepare(job(id))
    clock.pass(999)
    expect(await press.render(job(id))).toEqual({ bytes: Uint8Array.of(1), copy: 1, marks: [] })
    expect(made).toHaveLength(1)
    expect((await press.render(job(id))).bytes).toEqual(Uint8Array.of(2))
  })

  test('is made anew when the clock on it would be wrong', async () => {
    const { press, made, job, id, clock } = openPress()
    press.prepare(job(id))
    clock.pass(1_000)
    expect((await press.render(job(id))).bytes).toEqual(Uint8Array.of(2))
    expect(made[1]).not.toBe(made[0])
  })

  test('is made anew when another paper of its ticket came out meanwhile', async () => {
    const { press, job, id, db } = openPress()
    press.prepare(job(id))
    const attempt = { job: id, printer: 'kitchen', copy: 1, marks: [], started_at: 1, paper: Uint8Array.of(1) }
    beginAttempt(db, attempt)
    expect(await press.render(job(id))).toMatchObject({ bytes: Uint8Array.of(2), copy: 2, marks: ['补打'] })
  })

  test('is made anew when its job was changed, and is nobody else’s', async () => {
    const { press, job, id, db } = openPress()
    press.prepare(job(id))
    saveJob(db, id, { ...newJob({ reprint: true, doubtful: true }) })
    expect(await press.render(job(id))).toMatchObject({ bytes: Uint8Array.of(2), marks: ['补打', '可能重复'] })
    press.prepare(job(id))
    expect((await press.render(job(addPage(db, '煎炸')))).bytes).toEqual(Uint8Array.of(4))
  })
})

test('a lane makes the next ticket while the printer works on the one before', async () => {
  // It answers questions, and confirms tickets when it is told to.
  const confirmations: Uint8Array[] = []
  const transport = createScriptedTransport([
    {
      answer(bytes) {
        const reply = healthyAnswer(bytes)
        if (reply === null || questionsIn(bytes)[0]?.kind !== 'process-id') return reply
        confirmations.push(reply)
        return null
      },
    },
  ])
  const pages = ['第一', '第二', '第三']
  const made: (string | undefined)[] = []
  const { clock, states } = openLane({
    transport,
    pages,
    onRender: document => void made.push(pages.find(page => JSON.stringify(document).includes(page))),
  })
  await eventually(() => expect(confirmations).toHaveLength(1))
  clock.pass(1)
  await turn()
  expect(states()).toEqual(['sending', 'queued', 'queued'])
  expect(made).toEqual(['第一', '第二'])
  transport.peers[0]?.say(confirmations[0] as Uint8Array)
  await eventually(() => expect(confirmations).toHaveLength(2))
  // It was not made again, and now the third is.
  expect(states()).toEqual(['printed', 'sending', 'queued'])
  expect(made).toEqual(['第一', '第二'])
  clock.pass(1)
  await turn()
  expect(made).toEqual(['第一', '第二', '第三'])
})
