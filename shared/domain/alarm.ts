// What a person must hear of, in words that say what to do. The words are made here, once, for the screen, REST and
// paper alike; `facts` are all that is stored.

export type AlarmSeverity = 'critical' | 'warning'

export const alarmCodes = [
  'printer-paper-out',
  'printer-cover-open',
  'printer-offline',
  'printer-error',
  'printer-near-end',
  'printer-stuck',
  'printer-paused',
  'printer-mute',
  'lane-failed',
  'job-uncertain',
  'job-held',
  'job-failed',
  'order-invalid',
  'order-conflict',
  'order-amount',
  'order-revived',
  'source-signature',
  'source-clock',
  'source-unreachable',
  'events-waiting',
  'event-refused',
  'no-printers',
  'not-durable',
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

const waitingZh = (facts: AlarmFacts) => (Number(facts.waiting) > 0 ? `，${facts.waiting} 张小票在等` : '')
const waitingEn = (facts: AlarmFacts) => (Number(facts.waiting) > 0 ? `; ${facts.waiting} tickets are waiting` : '')

const texts: Record<AlarmCode, AlarmText> = {
  'printer-paper-out': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({ message: `${facts.printer}打印机缺纸`, remedy: `请换纸${waitingZh(facts)}` }),
      en: facts => ({ message: `${facts.printer}: out of paper`, remedy: `Put in a new roll${waitingEn(facts)}` }),
    },
  },
  'printer-cover-open': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({ message: `${facts.printer}打印机盖子开着`, remedy: `请合上盖子${waitingZh(facts)}` }),
      en: facts => ({ message: `${facts.printer}: the cover is open`, remedy: `Close the cover${waitingEn(facts)}` }),
    },
  },
  'printer-offline': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `${facts.printer}打印机连不上`,
        remedy: `请检查电源和线${waitingZh(facts)}；也可以改到别的打印机`,
      }),
      en: facts => ({
        message: `${facts.printer}: cannot be reached`,
        remedy: `Check power and cable${waitingEn(facts)}; or move its tickets to another printer`,
      }),
    },
  },
  'printer-error': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `${facts.printer}打印机故障：${facts.detail}`,
        remedy: `请关机再开机，看切刀有没有卡纸${waitingZh(facts)}`,
      }),
      en: facts => ({
        message: `${facts.printer}: fault (${facts.detail})`,
        remedy: `Switch it off and on, look for paper in the cutter${waitingEn(facts)}`,
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
        remedy: '请在“队列 › 隔离”里看内容，并联系服务商',
      }),
      en: facts => ({
        message: `${facts.count} orders from ${facts.source} are malformed and were not printed`,
        remedy: 'See Queue › Quarantine, and call the supplier of the ordering system',
      }),
    },
  },
  'order-conflict': {
    severity: 'critical',
    lasting: false,
    say: {
      'zh-CN': facts => ({
        message: `订单 ${facts.orderId} 第 ${facts.revision} 版来了两种内容，后一种没有打印`,
        remedy: '请在“队列 › 冲突”里比较，以哪个为准',
      }),
      en: facts => ({
        message: `Order ${facts.orderId}: revision ${facts.revision} came with two contents; the second was not printed`,
        remedy: 'Compare them under Queue › Conflicts and choose',
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
  'source-unreachable': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `收不到来源 ${facts.source} 的订单`,
        remedy: '请看网络是否连通；网络正常就请服务商查看他们的服务',
      }),
      en: facts => ({
        message: `No orders can come in from ${facts.source}`,
        remedy: 'Check the network; if it works, have the supplier look at their side',
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
