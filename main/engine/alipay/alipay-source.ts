import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { AlipaySettings } from '../../../shared/domain/source-settings.ts'
import { createGateway } from '../../sources/alipay/gateway.ts'
import { createMessageSource } from '../../sources/alipay/message-source.ts'
import type { SourceState } from '../../sources/source.ts'
import type { Db } from '../../store/database.ts'
import type { AlarmBook } from '../alarm-book.ts'
import type { Bell } from '../bell.ts'
import type { Clock } from '../clock.ts'
import type { Intake } from '../intake/intake.ts'
import type { DiskWatch } from '../recovery/disk-watch.ts'
import type { Refusals } from '../refusals.ts'
import type { ShopFolder } from '../shop-folder.ts'
import { createSettle, type TakeBill } from './answers.ts'
import { createCaller } from './caller.ts'
import { createCatchUp } from './catch-up.ts'
import { settlementOf, type TakeSettlement } from './member-settlement.ts'
import { createMessageDesk } from './message-desk.ts'
import { whyMoot } from './moot.ts'

export type AlipayDeps = {
  folder: Pick<ShopFolder, 'settings' | 'secrets'>
  db: Db
  intake: Intake
  clock: Clock
  bell: Bell
  alarms: AlarmBook
  refusals: Refusals
  disk: DiskWatch
  log: Logger
  takeBill: TakeBill
  takeSettlement: TakeSettlement
}

/** One Alipay source: its messages in, its calls out, and what it missed asked for. */
export type AlipaySource = {
  start(): void
  /** There may be something to call. */
  wake(): void
  stop(): Promise<void>
}

export function openAlipay(
  deps: AlipayDeps,
  settings: AlipaySettings,
  onState: (state: SourceState) => void,
): AlipaySource {
  const { db, clock, alarms, disk } = deps
  const source = settings.id
  const now = () => clock.now()
  const app = { appId: settings.appId, ...deps.folder.secrets.alipayKeys(source) }
  const gateway = createGateway({ gateway: settings.gateway, app, now })
  let caller: ReturnType<typeof createCaller> | null = null
  let catchUp: ReturnType<typeof createCatchUp> | null = null
  const wake = () => caller?.wake()
  const take = createMessageDesk({ settings, db, intake: deps.intake, alarms, now, wake, log: deps.log })
  const messages =
    settings.messageHost === null
      ? null
      : createMessageSource(
          { host: settings.messageHost, app },
          {
            async take(message) {
              try {
                return await take(message)
              } catch (error) {
                disk.noticed(error)
                deps.log.warn({ err: error, source }, 'a message could not be taken')
                return 'later'
              }
            },
            onForged: () => deps.refusals.count('source-signature', source, { source }),
            onBroken: why => deps.log.warn({ source, why }, 'what came from the message service is no frame'),
            onState,
            now,
            nonce: randomUUID,
            after: (ms, then) => clock.after(ms, then),
          },
        )

  return {
    start() {
      messages?.start()
      caller = createCaller({
        ...deps,
        source,
        gateway,
        settle: createSettle({ ...deps, settings, gateway, now }),
        onRefused(call, why) {
          if (call.kind !== 'member.settle') return
          const settlement = settlementOf(JSON.parse(call.body), now(), why)
          if (settlement !== null) deps.takeSettlement(settlement)
        },
        isMoot: call => whyMoot(db, call),
        alarmAfterMs: deps.folder.settings.policy.alarmAfterSeconds * 1_000,
      })
      if (settings.duties.includes('bills')) catchUp = createCatchUp({ ...deps, source, wake })
    },
    wake,
    async stop() {
      catchUp?.stop()
      await Promise.all([messages?.stop(), caller?.stop()])
    },
  }
}
