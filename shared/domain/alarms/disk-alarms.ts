// The disk, the database and its backups.

import type { AlarmText } from './alarm-text.ts'

export const diskAlarms = {
  'not-durable': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `磁盘写不进去（${facts.detail}），暂停接单`,
        remedy: '请清理磁盘空间或联系技术员',
      }),
      en: facts => ({
        message: `The disk refuses writes (${facts.detail}); orders are not accepted`,
        remedy: 'Free disk space or call the technician',
      }),
    },
  },
  'database-restored': {
    severity: 'critical',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `数据库坏了，已自动恢复${facts.backup === '' ? '' : `（用 ${facts.backup} 的备份）`}，从流水里补回 ${facts.orders} 单`,
        remedy:
          Number(facts.tickets) > 0
            ? `有 ${facts.tickets} 张小票不知道打过没有：再打的会写“可能重复”，请后厨核对；并请技术员检查硬盘`
            : Number(facts.gap) > 0
              ? '备份以后的流水不全：来源再送来的订单，小票会写“可能重复”，请后厨核对；并请技术员检查硬盘'
              : '没有小票受影响；请技术员检查硬盘，坏掉的文件留在 damaged 文件夹里',
      }),
      en: facts => ({
        message: `The database was damaged and has been restored${facts.backup === '' ? '' : ` (backup of ${facts.backup})`}; ${facts.orders} orders came back from the journal`,
        remedy:
          Number(facts.tickets) > 0
            ? `Nobody knows of ${facts.tickets} tickets whether they came out: copies say so, have the kitchen compare; have the technician check the disk`
            : Number(facts.gap) > 0
              ? 'The journal since the backup is not whole: tickets of what a source brings again say so, have the kitchen compare; have the technician check the disk'
              : 'No ticket is affected; have the technician check the disk (the damaged files are in the folder damaged)',
      }),
    },
  },
  'backup-failed': {
    severity: 'warning',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `备份没有做成（${facts.folder}）：${facts.detail}`,
        remedy: '接单和打印不受影响；请看磁盘空间，备份盘要插着',
      }),
      en: facts => ({
        message: `No backup could be made (${facts.folder}): ${facts.detail}`,
        remedy: 'Orders and printing go on; look at the disk space, and whether the backup disk is plugged in',
      }),
    },
  },
  'disk-full': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': () => ({
        message: '磁盘满了，暂停接新订单；已接的订单照常打印',
        remedy: '请马上清理磁盘：删掉不用的文件，或联系技术员',
      }),
      en: () => ({
        message: 'The disk is full: no new orders are accepted; those that were accepted still print',
        remedy: 'Free disk space now: delete what is not needed, or call the technician',
      }),
    },
  },
  'disk-away': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `硬盘读写出错（${facts.detail}），正在重新打开数据，暂时不接单、不打印`,
        remedy: '一般几秒钟就好。一直这样：先手写接单，重启电脑；再不行请叫技术员换硬盘',
      }),
      en: facts => ({
        message: `The disk failed (${facts.detail}); the database is being opened anew. No orders, no tickets meanwhile`,
        remedy:
          'It takes some seconds. If it stays: write orders by hand, restart the computer; then call the technician',
      }),
    },
  },
  'disk-failing': {
    severity: 'critical',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `硬盘读写出错（${facts.detail}），数据已重新打开并检查过`,
        remedy: '硬盘可能快坏了：请今天就让技术员换硬盘，并确认备份做得成',
      }),
      en: facts => ({
        message: `The disk failed (${facts.detail}); the database was opened anew and checked`,
        remedy: 'The disk may be dying: have the technician replace it today, and see that backups are made',
      }),
    },
  },
} satisfies Record<string, AlarmText>
