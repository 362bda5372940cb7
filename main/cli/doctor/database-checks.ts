import type { Db } from '../../store/database.ts'
import { countJobsByState, countKeptAside, journalModeOf, quickCheck, schemaOf } from '../../store/inspection.ts'
import { schemaVersion } from '../../store/migrations.ts'
import { type Check, fail, ok, warn, words } from './check.ts'

export function databaseMissing(): Check {
  return warn(
    'database',
    words('还没有数据库 gudang.db', 'There is no database gudang.db yet'),
    words('第一次启动时会自动生成', 'The first start makes it'),
  )
}

export function databaseUnreadable(error: unknown): Check {
  const why = error instanceof Error ? error.message : String(error)
  return fail(
    'database',
    words(`数据库打不开：${why}`, `The database cannot be opened: ${why}`),
    words(
      '不要删除任何文件，把数据文件夹整个复制一份交给技术员',
      'Delete nothing; copy the whole data folder for the technician',
    ),
  )
}

/**
 * Whether it is whole, and how it is written. `synchronous` belongs to a connection, not to the file: the engine sets it
 * to FULL, proves it after a write at every start, and does not start otherwise; from outside only WAL can be seen.
 */
export function checkDatabase(db: Db, engineRuns: boolean): Check {
  const verdict = quickCheck(db)
  if (verdict !== 'ok') return databaseUnreadable(new Error(`quick_check: ${verdict}`))
  const schema = schemaOf(db)
  if (schema > schemaVersion) {
    return fail(
      'database',
      words(
        `数据库版本 ${schema} 比程序新（${schemaVersion}）`,
        `Schema ${schema} is newer than this program (${schemaVersion})`,
      ),
      words('安装新版程序', 'Install the newer program'),
    )
  }
  const mode = journalModeOf(db)
  if (mode !== 'wal') {
    return warn(
      'database',
      words(`日志模式是 ${mode}，不是 wal`, `journal_mode is ${mode}, not wal`),
      words('启动一次程序就会改回来', 'Start the program once: it sets it back'),
    )
  }
  const synchronous = engineRuns ? '，synchronous=FULL' : ''
  const facts = `quick_check ok，schema ${schema}/${schemaVersion}，wal${synchronous}`
  return ok('database', facts, facts.replaceAll('，', ', '))
}

/** What waits for a person. */
export function checkWaiting(db: Db): Check[] {
  const { held = 0, uncertain = 0, failed = 0 } = countJobsByState(db)
  const { quarantine, conflicts } = countKeptAside(db)
  return [
    count('jobs', held + uncertain, {
      none: words('没有卡住的打印任务', 'No print job waits for a person'),
      some: words(
        `等人处理的打印任务：扣住 ${held}，不确定 ${uncertain}`,
        `Print jobs: ${held} held, ${uncertain} uncertain`,
      ),
      remedy: words('在“队列”页逐条处理', 'Settle them on the queue page'),
    }),
    count('failed', failed, {
      none: words('没有排版失败的小票', 'No ticket failed to render'),
      some: words(`排版失败、改打简单小票：${failed}`, `${failed} tickets could not be rendered and went out plain`),
      remedy: words('把诊断文件发给技术支持', 'Send the diagnosis file to support'),
    }),
    count('quarantine', quarantine, {
      none: words('隔离区是空的', 'Nothing in quarantine'),
      some: words(`隔离区有 ${quarantine} 单没能接收`, `${quarantine} orders in quarantine`),
      remedy: words(
        '在“队列”页查看原因后重新接收，或点“不再处理”',
        'See why on the queue page, then take them in again or settle them',
      ),
    }),
    count('conflicts', conflicts, {
      none: words('没有冲突的订单', 'No conflicting orders'),
      some: words(`有 ${conflicts} 单内容前后矛盾`, `${conflicts} orders contradict what is known`),
      remedy: words('在“队列”页比较后决定', 'Compare and decide on the queue page'),
    }),
  ]
}

type Counted = Record<'none' | 'some' | 'remedy', { zh: string; en: string }>

function count(id: string, n: number, { none, some, remedy }: Counted): Check {
  return n === 0 ? ok(id, none.zh, none.en) : warn(id, some, remedy)
}
