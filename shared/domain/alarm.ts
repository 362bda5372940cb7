// What a person must hear of, in words that say what to do. The words are made here, once, for the screen, REST and
// paper alike; `facts` are all that is stored.

import { isPrinterDetail, printerDetails } from './printer-details.ts'
import { troubleWords } from './printer-trouble.ts'

export type AlarmSeverity = 'critical' | 'warning'

export const alarmCodes = [
  'printer-paper-out',
  'printer-cover-open',
  'printer-offline',
  'printer-busy',
  'printer-forbidden',
  'printer-alike',
  'printer-replaced',
  'printer-error',
  'printer-near-end',
  'printer-stuck',
  'printer-paused',
  'printer-mute',
  'printer-silent',
  'printer-backlog',
  'lane-failed',
  'job-uncertain',
  'job-held',
  'job-unprintable',
  'job-failed',
  'order-invalid',
  'order-conflict',
  'order-amount',
  'order-revived',
  'order-while-paused',
  'shop-still-paused',
  'source-signature',
  'source-clock',
  'source-silent',
  'door-token',
  'source-unreachable',
  'source-taken-over',
  'events-waiting',
  'event-refused',
  'no-printers',
  'not-durable',
  'logo-unusable',
  'database-restored',
  'backup-failed',
  'disk-full',
  'disk-failing',
] as const
export type AlarmCode = (typeof alarmCodes)[number]

export type AlarmFacts = Record<string, string | number>
export type AlarmLanguage = 'zh-CN' | 'en'

/** `lasting` alarms end when their cause does; the others when a person has seen them (ack). */
type AlarmText = {
  severity: AlarmSeverity
  lasting: boolean
  say: Record<AlarmLanguage, (facts: AlarmFacts) => { message: string; remedy: string }>
}

/** `facts.detail` in the reader's language; a word that nobody knows stands as it is. */
function detailWords(language: AlarmLanguage, { detail }: AlarmFacts): string {
  const key = String(detail ?? '')
  if (!isPrinterDetail(key)) return key
  const words = printerDetails[language][key]
  // English ones stand in brackets, within a sentence.
  return language === 'en' ? words.charAt(0).toLowerCase() + words.slice(1) : words
}

const waitingZh = (facts: AlarmFacts) => (Number(facts.waiting) > 0 ? `，${facts.waiting} 张小票在等` : '')
const waitingEn = (facts: AlarmFacts) => (Number(facts.waiting) > 0 ? `; ${facts.waiting} tickets are waiting` : '')

/** Who prints its tickets meanwhile; else, where somebody has to decide, that one can. */
const elsewhereZh = (facts: AlarmFacts, orMove = '') =>
  facts.standIn ? `；小票先由${facts.standIn}代打，修好后自动回来` : orMove
const elsewhereEn = (facts: AlarmFacts, orMove = '') =>
  facts.standIn ? `; ${facts.standIn} prints its tickets until it is back` : orMove

/** What is wrong with a printer and what to do, as exactly as is known. */
function awayZh(facts: AlarmFacts, what: string, how: string) {
  const known = troubleWords(facts, 'zh-CN') ?? { what, how }
  return {
    message: `${facts.printer}打印机${known.what}`,
    remedy: `${known.how}${waitingZh(facts)}${elsewhereZh(facts, '；也可以改到别的打印机')}`,
  }
}
function awayEn(facts: AlarmFacts, what: string, how: string) {
  const known = troubleWords(facts, 'en') ?? { what, how }
  return {
    message: `${facts.printer}: ${known.what}`,
    remedy: `${known.how}${waitingEn(facts)}${elsewhereEn(facts, '; or move its tickets to another printer')}`,
  }
}

const texts: Record<AlarmCode, AlarmText> = {
  'printer-paper-out': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `${facts.printer}打印机缺纸`,
        remedy: `请换纸${waitingZh(facts)}${elsewhereZh(facts)}`,
      }),
      en: facts => ({
        message: `${facts.printer}: out of paper`,
        remedy: `Put in a new roll${waitingEn(facts)}${elsewhereEn(facts)}`,
      }),
    },
  },
  'printer-cover-open': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `${facts.printer}打印机盖子开着`,
        remedy: `请合上盖子${waitingZh(facts)}${elsewhereZh(facts)}`,
      }),
      en: facts => ({
        message: `${facts.printer}: the cover is open`,
        remedy: `Close the cover${waitingEn(facts)}${elsewhereEn(facts)}`,
      }),
    },
  },
  'printer-offline': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => awayZh(facts, `连不上：${detailWords('zh-CN', facts)}`, '请检查电源和线'),
      en: facts => awayEn(facts, `cannot be reached (${detailWords('en', facts)})`, 'Check power and cable'),
    },
  },
  'printer-busy': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => awayZh(facts, printerDetails['zh-CN'].busy, '请关掉那个程序'),
      en: facts => awayEn(facts, printerDetails.en.busy, 'Close that program'),
    },
  },
  'printer-forbidden': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => awayZh(facts, printerDetails['zh-CN'].permission, '请技术员处理'),
      en: facts => awayEn(facts, printerDetails.en.permission, 'Call the technician'),
    },
  },
  'printer-alike': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => awayZh(facts, '有几台一模一样的，不知道该用哪一台', '请技术员处理'),
      en: facts => awayEn(facts, 'several are alike, and nobody knows which is meant', 'Call the technician'),
    },
  },
  'printer-replaced': {
    severity: 'critical',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `${facts.printer}打印机的位置上换了一台设备`,
        remedy: '是您换的就点“知道了”；不是的话，小票可能打到别处去了：请技术员核对打印机的地址或插口',
      }),
      en: facts => ({
        message: `${facts.printer}: another device has taken its place`,
        remedy:
          'If you replaced it, press “got it”; if not, its tickets may come out elsewhere: have its address or port checked',
      }),
    },
  },
  'printer-error': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `${facts.printer}打印机故障：${detailWords('zh-CN', facts)}`,
        remedy: `${facts.detail === 'overheated' ? '等它凉下来，会接着打' : '请关机再开机，看切刀有没有卡纸'}${waitingZh(facts)}${elsewhereZh(facts)}`,
      }),
      en: facts => ({
        message: `${facts.printer}: fault (${detailWords('en', facts)})`,
        remedy: `${facts.detail === 'overheated' ? 'Let it cool; it goes on by itself' : 'Switch it off and on, look for paper in the cutter'}${waitingEn(facts)}${elsewhereEn(facts)}`,
      }),
    },
  },
  'printer-near-end': {
    severity: 'warning',
    lasting: true,
    say: {
      'zh-CN': facts => ({ message: `${facts.printer}打印机纸快用完了`, remedy: '请准备一卷新纸' }),
      en: facts => ({ message: `${facts.printer}: paper is running out`, remedy: 'Have a new roll ready' }),
    },
  },
  'printer-stuck': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `${facts.printer}打印机迟迟没有出票`,
        remedy: `请看打印机是否正常${waitingZh(facts)}；也可以改到别的打印机`,
      }),
      en: facts => ({
        message: `${facts.printer}: nothing is coming out`,
        remedy: `Look at the printer${waitingEn(facts)}; or move its tickets to another one`,
      }),
    },
  },
  'printer-paused': {
    severity: 'warning',
    lasting: true,
    say: {
      'zh-CN': facts => ({ message: `${facts.printer}打印机暂停着`, remedy: `请点“恢复”${waitingZh(facts)}` }),
      en: facts => ({ message: `${facts.printer}: paused`, remedy: `Press “resume”${waitingEn(facts)}` }),
    },
  },
  'printer-mute': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `${facts.printer}打印机以前会回答，现在不回答了`,
        remedy: '小票只是发过去，不知道出没出：请去看有没有出纸；换过打印机就点“知道了”',
      }),
      en: facts => ({
        message: `${facts.printer}: it used to answer and no longer does`,
        remedy: 'Its tickets are only sent: go and see whether paper comes out; if it was replaced, press “got it”',
      }),
    },
  },
  'printer-silent': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `${facts.printer}打印机连着几张都没有回音，先停下不打了`,
        remedy: `请看厨房有没有出纸，再打一张测试页：它有回音就接着打${waitingZh(facts)}`,
      }),
      en: facts => ({
        message: `${facts.printer}: several tickets in a row without a word from it, so it gets no more`,
        remedy: `See whether paper came out, then print a test page: with its word it goes on${waitingEn(facts)}`,
      }),
    },
  },
  'printer-backlog': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `${facts.printer}打印机好了，有 ${facts.tickets} 张积压的旧小票没打（最早 ${facts.oldest}）`,
        remedy: '请在“打印机”页选：全打、只打最近的，或者不打',
      }),
      en: facts => ({
        message: `${facts.printer} is back: ${facts.tickets} old tickets are held (the oldest of ${facts.oldest})`,
        remedy: 'Choose on the Printers page: print all, only the recent ones, or none',
      }),
    },
  },
  'lane-failed': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `${facts.printer}打印机的小票排不下去：${facts.detail}`,
        remedy: '程序出错，不是打印机的事；请重启程序，并把诊断文件发给技术员',
      }),
      en: facts => ({
        message: `${facts.printer}: its tickets cannot go on (${facts.detail})`,
        remedy: 'This is the program, not the printer: restart it, and send the diagnosis file to the technician',
      }),
    },
  },
  'job-uncertain': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `${facts.printer}：${facts.ticket} 可能没打出来`,
        remedy: '请看厨房有没有这张小票，再点“已打出”或“没打出”',
      }),
      en: facts => ({
        message: `${facts.printer}: ${facts.ticket} may not have come out`,
        remedy: 'Look in the kitchen for this ticket, then say “it came out” or “it did not”',
      }),
    },
  },
  'job-held': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `${facts.printer}：${facts.ticket} 停下等人处理`,
        remedy: '请看厨房有没有这张小票，再点“已打出”或“再打一张”',
      }),
      en: facts => ({
        message: `${facts.printer}: ${facts.ticket} is held for a person`,
        remedy: 'Look in the kitchen for this ticket, then say “it came out” or “print again”',
      }),
    },
  },
  'job-unprintable': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `${facts.printer}：${facts.ticket} 怎么都排不出来，没有打印`,
        remedy: '请把屏幕上的订单抄给后厨，再点“取消小票”；并把诊断文件发给技术员',
      }),
      en: facts => ({
        message: `${facts.printer}: ${facts.ticket} cannot be laid out at all and was not printed`,
        remedy: 'Tell the kitchen what the screen says, then press “Cancel ticket”; send the diagnosis file',
      }),
    },
  },
  'job-failed': {
    severity: 'critical',
    lasting: false,
    say: {
      'zh-CN': facts => ({ message: `${facts.ticket} 排版失败，已打简单小票`, remedy: '请把屏幕上的订单念给后厨听' }),
      en: facts => ({
        message: `${facts.ticket} could not be laid out; a plain ticket went out`,
        remedy: 'Read the order on the screen to the kitchen',
      }),
    },
  },
  'order-invalid': {
    severity: 'critical',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `来源 ${facts.source} 有 ${facts.count} 个订单格式不对，没有打印`,
        remedy: '请在“队列”页的“隔离”里看内容，并联系服务商',
      }),
      en: facts => ({
        message: `${facts.count} orders from ${facts.source} are malformed and were not printed`,
        remedy: 'See Quarantine on the Queue page, and call the supplier of the ordering system',
      }),
    },
  },
  'order-conflict': {
    severity: 'critical',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `订单 ${facts.orderId} 第 ${facts.revision} 版来了两种内容，后一种没有打印`,
        remedy: '请在“队列”页的“冲突”里比较，以哪个为准',
      }),
      en: facts => ({
        message: `Order ${facts.orderId}: revision ${facts.revision} came with two contents; the second was not printed`,
        remedy: 'Compare them under Conflicts on the Queue page, and choose',
      }),
    },
  },
  'order-amount': {
    severity: 'warning',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `订单 ${facts.orderId} 金额对不上：${facts.where} 应为 ${facts.expected} 元，实为 ${facts.actual} 元`,
        remedy: '小票已打印并注明“金额异常”，请核对收款',
      }),
      en: facts => ({
        message: `Order ${facts.orderId}: sums differ at ${facts.where}: ${facts.expected} expected, ${facts.actual} given`,
        remedy: 'The ticket was printed and says so; check the payment',
      }),
    },
  },
  'order-revived': {
    severity: 'critical',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `订单 ${facts.orderId} 取消后又来了新内容，没有打印`,
        remedy: '请问顾客或平台，要做的话手工补单',
      }),
      en: facts => ({
        message: `Order ${facts.orderId} came again after it was cancelled, and was not printed`,
        remedy: 'Ask the customer or the platform; enter it by hand if it is wanted',
      }),
    },
  },
  'order-while-paused': {
    severity: 'warning',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `打烊以后又来了 ${facts.count} 单，照常收下打印了`,
        remedy: '做得了就做；做不了请联系顾客退款。还在接单的平台，请在它那边也关店',
      }),
      en: facts => ({
        message: `${facts.count} orders came although the shop is paused; they were taken and printed`,
        remedy: 'Make them, or call the customers and refund; close the shop on the platform that still takes orders',
      }),
    },
  },
  'shop-still-paused': {
    severity: 'warning',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `新的一天了，店还在打烊（${facts.since} 起）`,
        remedy: '开门了就点“恢复接单”，不然平台上看到的一直是打烊',
      }),
      en: facts => ({
        message: `A new day has begun and the shop is still paused (since ${facts.since})`,
        remedy: 'Press “Take orders” when you open: until then customers see a closed shop',
      }),
    },
  },
  'source-signature': {
    severity: 'critical',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `来源 ${facts.source} 的签名不对，拒收 ${facts.count} 次`,
        remedy: '请让服务商核对密钥；如果不是他们，可能有人在冒充',
      }),
      en: facts => ({
        message: `${facts.count} pushes from ${facts.source} were refused: wrong signature`,
        remedy: 'Have the supplier check the secret; if it was not them, somebody is pretending',
      }),
    },
  },
  'source-clock': {
    severity: 'critical',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `来源 ${facts.source} 的时间与本机相差太多，拒收 ${facts.count} 次`,
        remedy: '请核对这台电脑的日期和时间，再请服务商核对他们的',
      }),
      en: facts => ({
        message: `${facts.count} pushes from ${facts.source} were refused: their clock and ours differ`,
        remedy: "Check this computer's date and time, then have the supplier check theirs",
      }),
    },
  },
  'source-silent': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `来源 ${facts.source} 一个小时没有来单了，平时这个时候都有`,
        remedy: '请用手机下一单试试；来不了就看看网络，再联系服务商',
      }),
      en: facts => ({
        message: `No order from ${facts.source} for an hour, at a time when there usually are some`,
        remedy: 'Place a test order; if it does not come, check the network and call the supplier',
      }),
    },
  },
  'door-token': {
    severity: 'warning',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message:
          facts.name === undefined
            ? `有程序用错误的口令来访，拒绝 ${facts.count} 次`
            : `口令“${facts.name}”已作废，还有程序在用，拒绝 ${facts.count} 次`,
        remedy: '如果是自己的屏幕或程序，请给它换上新口令；不是就不用管',
      }),
      en: facts => ({
        message:
          facts.name === undefined
            ? `${facts.count} requests came with a wrong token and were refused`
            : `${facts.count} requests came with the token “${facts.name}”, which was taken back`,
        remedy: 'If it is a screen or program of yours, give it a new token; if not, it is kept out',
      }),
    },
  },
  'source-unreachable': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `收不到来源 ${facts.source} 的订单`,
        remedy: `请看网络是否连通；网络正常就把这句话告诉服务商：${facts.detail}`,
      }),
      en: facts => ({
        message: `No orders can come in from ${facts.source}`,
        remedy: `Check the network; if it works, tell the supplier: ${facts.detail}`,
      }),
    },
  },
  'source-taken-over': {
    severity: 'critical',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `来源 ${facts.source} 一再断开，可能另一个程序也用本店的编号连着，会收走本店的订单`,
        remedy: '请看是否有另一台电脑也开着本店的程序；没有就请服务商给本店一个自己的编号',
      }),
      en: facts => ({
        message: `${facts.source} keeps ending the connection: another program may be there as this shop, and take its orders`,
        remedy:
          "See whether another computer runs this shop's program; if not, have the supplier give it an id of its own",
      }),
    },
  },
  'events-waiting': {
    severity: 'warning',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `有 ${facts.waiting} 条消息还没能告诉来源 ${facts.source}`,
        remedy: '不影响出单；请服务商查看他们的接收服务，恢复后会自动补发',
      }),
      en: facts => ({
        message: `${facts.waiting} messages have not reached ${facts.source} yet`,
        remedy: 'Tickets are not affected; have the supplier look at their receiver, they are sent again by themselves',
      }),
    },
  },
  'event-refused': {
    severity: 'warning',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `来源 ${facts.source} 不收 ${facts.count} 条消息`,
        remedy: `不影响出单；请把这句话告诉服务商：${facts.detail}`,
      }),
      en: facts => ({
        message: `${facts.source} refuses ${facts.count} messages`,
        remedy: `Tickets are not affected; tell the supplier: ${facts.detail}`,
      }),
    },
  },
  'no-printers': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({ message: `没有打印机，${facts.waiting} 张小票停着`, remedy: '请在设置里加一台打印机' }),
      en: facts => ({ message: `No printer: ${facts.waiting} tickets are held`, remedy: 'Add a printer' }),
    },
  },
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
  'logo-unusable': {
    severity: 'warning',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `店标 logo.png ${logoZh[facts.reason ?? ''] ?? ''}，小票上没有印`,
        remedy: '请换一张小于 5 MB、边长不超过 4096 的 PNG 图片，或删掉它',
      }),
      en: facts => ({
        message: `logo.png ${logoEn[facts.reason ?? ''] ?? ''}: receipts go without it`,
        remedy: 'Put a PNG of less than 5 MB and 4096 pixels a side in its place, or remove it',
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
            : '没有小票受影响；请技术员检查硬盘，坏掉的文件留在 damaged 文件夹里',
      }),
      en: facts => ({
        message: `The database was damaged and has been restored${facts.backup === '' ? '' : ` (backup of ${facts.backup})`}; ${facts.orders} orders came back from the journal`,
        remedy:
          Number(facts.tickets) > 0
            ? `Nobody knows of ${facts.tickets} tickets whether they came out: copies say so, have the kitchen compare; have the technician check the disk`
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
}

/** By the reason for which a logo is not printed. */
const logoZh: Record<string, string> = {
  unreadable: '读不出来',
  'not-png': '不是 PNG 图片',
  'too-large': '图片太大',
  broken: '图片是坏的',
}
const logoEn: Record<string, string> = {
  unreadable: 'cannot be read',
  'not-png': 'is no PNG picture',
  'too-large': 'is too large',
  broken: 'is broken',
}

export function alarmWords(code: AlarmCode, facts: AlarmFacts, language: AlarmLanguage) {
  return texts[code].say[language](facts)
}

export function alarmSeverity(code: AlarmCode): AlarmSeverity {
  return texts[code].severity
}

export function endsWithItsCause(code: AlarmCode): boolean {
  return texts[code].lasting
}
