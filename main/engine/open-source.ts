import { largestOrder } from '../../shared/domain/order.ts'
import type { SourceSettings } from '../../shared/domain/settings.ts'
import { createMqttSource } from '../sources/mqtt/mqtt-source.ts'
import { readList } from '../sources/pull/pull-page.ts'
import { createPullSource } from '../sources/pull/pull-source.ts'
import { createPushEvents } from '../sources/push/push-events.ts'
import type { Source, SourceEvent, SourceState, Taken } from '../sources/source.ts'
import type { Db } from '../store/database.ts'
import { getDayCursor, getPullCursor } from '../store/pull-cursors.ts'
import { type AlipayDeps, openAlipay } from './alipay/alipay-source.ts'
import type { Clock } from './clock.ts'
import { createJournalList, type JournalListDeps } from './differences/journal-list.ts'
import type { PlatformList } from './differences/list-watch.ts'
import type { Intake, IntakeAnswer } from './intake/intake.ts'
import { readSubmission, type Submission } from './intake/submission.ts'
import { readToEnd } from './recovery/doubts.ts'
import type { ShopFolder } from './shop-folder.ts'

export type OpenSourceDeps = AlipayDeps & {
  folder: Pick<ShopFolder, 'settings' | 'secrets'>
  db: Db
  intake: Intake
  clock: Clock
}

/** `source`: it goes out for its orders itself; `deliver`, `wake`: it wants to hear what became of them. */
type Opened = {
  source: Pick<Source, 'start' | 'stop'> | null
  deliver: ((events: readonly SourceEvent[]) => Promise<void>) | null
  wake?: () => void
}

type OnState = (state: SourceState) => void

export function openSource(deps: OpenSourceDeps, settings: SourceSettings, onState: OnState): Opened {
  switch (settings.type) {
    case 'push':
      return openPush(deps, settings)
    case 'mqtt':
      return both(openMqtt(deps, settings, onState))
    case 'pull':
      return both(openPull(deps, settings, onState))
    case 'feie':
    case 'yilianyun':
    case 'xpyun':
    case 'sunmi':
    case 'eleme':
    case 'meituan':
    case 'koubei':
    case 'wechat':
      // They come to the door: clients that ask what became of their tickets, and ISVs whose business it is what a platform hears.
      return { source: null, deliver: null }
    case 'alipay': {
      const source = openAlipay(deps, settings, onState)
      return { source, deliver: null, wake: source.wake }
    }
  }
}

function both(source: Source): Opened {
  return { source, deliver: events => source.deliver(events) }
}

type Of<T extends SourceSettings['type']> = Extract<SourceSettings, { type: T }>

/** Its orders come in at the door. */
function openPush({ folder, clock }: OpenSourceDeps, { id, events }: Of<'push'>): Opened {
  if (events === undefined) return { source: null, deliver: null }
  const now = () => clock.now()
  return { source: null, deliver: createPushEvents({ url: events, keys: () => folder.secrets.keysOf(id, now()), now }) }
}

function openMqtt(deps: OpenSourceDeps, settings: Of<'mqtt'>, onState: OnState): Source {
  const { folder, clock, intake } = deps
  const options = {
    shopId: folder.settings.shop.id,
    sourceId: settings.id,
    url: settings.url,
    username: settings.username ?? null,
    password: folder.secrets.secretOf(settings.id, 'password'),
  }
  return createMqttSource(options, {
    onState,
    after: (ms, then) => clock.after(ms, then),
    random: Math.random,
    take: async (body, again) => taken([await intake.take(settings, submission(deps, settings.id, body, again))]),
  })
}

function openPull(deps: OpenSourceDeps, settings: Of<'pull'>, onState: OnState): Source {
  const { folder, clock, intake, db } = deps
  const options = { url: settings.url, token: folder.secrets.secretOf(settings.id, 'token') ?? '' }
  return createPullSource(options, {
    onState,
    after: (ms, then) => clock.after(ms, then),
    random: Math.random,
    cursor: () => getPullCursor(db, settings.id),
    async takePage(orders, cursor) {
      const submissions = orders.map(order => submission(deps, settings.id, order, false))
      return taken(await intake.takePage(settings, submissions, cursor))
    },
    onEnd: () => readToEnd(db, settings.id),
  })
}

/** Those whose orders of a day can be read again: from the platform, or from what it sent. */
export function openLists(deps: Pick<OpenSourceDeps, 'folder' | 'clock' | 'db'> & JournalListDeps): PlatformList[] {
  return deps.folder.settings.sources.flatMap(source => {
    if (source.type === 'pull') return [openPullList(deps, source)]
    // What is for training is in no reckoning.
    const isSent = source.id !== 'demo' && (source.type === 'push' || source.type === 'mqtt')
    return isSent ? [createJournalList(source, deps)] : []
  })
}

function openPullList(deps: Pick<OpenSourceDeps, 'folder' | 'clock' | 'db'>, source: Of<'pull'>): PlatformList {
  const settings = { url: source.url, token: deps.folder.secrets.secretOf(source.id, 'token') ?? '' }
  async function* pages(from: string, signal: AbortSignal) {
    for await (const page of readList(settings, from, signal)) {
      yield page.map(order => submission(deps, source.id, order, true))
    }
  }
  return {
    source,
    isOurs: false,
    read(day, signal) {
      const from = getDayCursor(deps.db, source.id, day)
      // Nothing of that day ever moved the cursor: there is no list of it.
      return from === null ? null : pages(from, signal)
    },
  }
}

function submission(
  { clock }: Pick<OpenSourceDeps, 'clock'>,
  sourceId: string,
  body: Uint8Array,
  again: boolean,
): Submission {
  const read = readSubmission({ sourceId, webhookId: null, again, receivedAt: clock.now(), body })
  if (body.length <= largestOrder) return read
  return { ...read, parsed: { ok: false, issues: [{ path: '', message: `is longer than ${largestOrder} bytes` }] } }
}

function taken(answers: readonly IntakeAnswer[]): Taken {
  return answers.some(({ result }) => result === 'busy' || result === 'not-durable') ? 'later' : 'taken'
}
