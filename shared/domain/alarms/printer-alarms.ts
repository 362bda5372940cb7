// Printers, the paper they want, and what is wrong with them.

import { isPrinterDetail, printerDetails } from '../printer-details.ts'
import { troubleWords } from '../printer-trouble.ts'
import type { AlarmFacts, AlarmLanguage, AlarmText } from './alarm-text.ts'

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
export const printerAlarms = {
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
          'If you replaced it, press “Got it”; if not, its tickets may come out elsewhere: have its address or port checked',
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
      'zh-CN': facts => ({
        message: `${facts.printer}打印机暂停着`,
        remedy: `请在“打印机”页点“继续”${waitingZh(facts)}`,
      }),
      en: facts => ({
        message: `${facts.printer}: paused`,
        remedy: `Press “Resume” on the Printers page${waitingEn(facts)}`,
      }),
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
        remedy: 'Its tickets are only sent: go and see whether paper comes out; if it was replaced, press “Got it”',
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
  'no-printers': {
    severity: 'critical',
    lasting: true,
    say: {
      'zh-CN': facts => ({
        message: `没有打印机，${facts.waiting} 张小票停着`,
        remedy: '请技术员在 config.json 里加一台打印机，再重新启动',
      }),
      en: facts => ({
        message: `No printer: ${facts.waiting} tickets are held`,
        remedy: 'Have the technician add a printer in config.json and start again',
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
} satisfies Record<string, AlarmText>

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
