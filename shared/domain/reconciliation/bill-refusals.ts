import { yuan } from '../money.ts'

// Why a bill is not taken. Nothing of it is stored then; whoever brought it reads what to do.

type Facts = Record<string, string | number>
type Words = (facts: Facts) => string

export const billRefusals = {
  empty: { zh: () => '文件是空的', en: () => 'the file is empty' },
  'too-large': {
    zh: facts => `文件太大（最多 ${facts.most} MB）`,
    en: facts => `the file is too large (at most ${facts.most} MB)`,
  },
  picture: {
    zh: () => '这是一张图片，不是账单：请上传下载来的 zip 或 csv',
    en: () => 'that is a picture, not a bill: bring the zip or csv as it was downloaded',
  },
  spreadsheet: {
    zh: () => '这是 Excel 文件：请上传下载来的 zip 或 csv，不要用 Excel 另存',
    en: () => 'that is an Excel file: bring the zip or csv as it was downloaded, not saved again by Excel',
  },
  document: {
    zh: () => '这是一份文档（PDF），不是账单：请下载 csv 格式',
    en: () => 'that is a document (PDF), not a bill: download it as csv',
  },
  'web-page': {
    zh: () => '下载下来的是网页，不是账单：下载地址可能过期了，请重新下载',
    en: () => 'that is a web page, not a bill: the download link may have expired, download it again',
  },
  'not-text': {
    zh: () => '文件内容不是文字，不是账单，或者已经损坏',
    en: () => 'what is in it is no text: not a bill, or damaged',
  },
  'unknown-format': {
    zh: () => '看不出这是哪种账单：没有找到支付宝或微信账单的表头。其他表格请附上 mapping（列名对应）',
    en: () =>
      'no bill of a kind that is known: neither Alipay’s nor WeChat Pay’s columns. For another table send a mapping',
  },
  'summary-only': {
    zh: () => '这是汇总，没有逐笔明细：请上传业务明细',
    en: () => 'that is the summary without the lines: bring the 业务明细',
  },
  mapping: {
    zh: facts => `mapping 不对：${facts.why}`,
    en: facts => `the mapping is wrong: ${facts.why}`,
  },
  'zip-damaged': {
    zh: () => '压缩包打不开，可能没有下载完：请重新下载',
    en: () => 'the zip cannot be opened, perhaps it was not downloaded to its end: download it again',
  },
  'zip-encrypted': {
    zh: () => '压缩包有密码：请先解压，上传里面的 csv',
    en: () => 'the zip has a password: unpack it and bring the csv in it',
  },
  'zip-bomb': {
    zh: () => '压缩包展开后大得不正常，不予打开',
    en: () => 'the zip unpacks to a size that no bill has; it is not opened',
  },
  'zip-several': {
    zh: () => '压缩包里有几份账单：请一份一份上传',
    en: () => 'there are several bills in the zip: bring them one at a time',
  },
  truncated: {
    zh: () => '账单不完整（没有结尾）：请重新下载',
    en: () => 'the bill is cut short (its end is missing): download it again',
  },
  totals: {
    zh: facts =>
      `账单自己的合计对不上：${facts.what} 写着 ${shown(facts, 'says')}，逐笔加起来是 ${shown(facts, 'sum')}`,
    en: facts =>
      `the bill's own totals do not add up: ${facts.what} says ${shown(facts, 'says')}, its lines come to ${shown(facts, 'sum')}`,
  },
  row: {
    zh: facts => `第 ${facts.line} 行的「${facts.column}」看不懂`,
    en: facts => `line ${facts.line}: "${facts.column}" cannot be read`,
  },
  columns: {
    zh: facts => `第 ${facts.line} 行的列数和表头不一样（${facts.cells} / ${facts.columns}）`,
    en: facts => `line ${facts.line} has ${facts.cells} columns, the header ${facts.columns}`,
  },
  'long-line': {
    zh: facts => `第 ${facts.line} 行没有结尾（可能少了一个引号）`,
    en: facts => `line ${facts.line} has no end (a quotation mark may be missing)`,
  },
  spoiled: {
    zh: facts => `第 ${facts.line} 行的单号被 Excel 改坏了（${facts.column}）：请上传下载来的原文件`,
    en: facts =>
      `line ${facts.line}: Excel has spoiled the number (${facts.column}): bring the file as it was downloaded`,
  },
  doubled: {
    zh: facts => `第 ${facts.line} 行出现了两次：账单可能被复制粘贴过`,
    en: facts => `line ${facts.line} is there twice: the bill may have been pasted together`,
  },
  range: {
    zh: () => '账单没有写起止日期，或者和里面的交易对不上',
    en: () => 'the bill names no range of dates, or not that of its lines',
  },
  future: {
    zh: facts => `账单是 ${facts.from} 的，还没到这一天：请核对日期和电脑时间`,
    en: facts => `the bill is of ${facts.from}, which is yet to come: look at the dates, and at this computer's clock`,
  },
  stranger: {
    zh: facts => `账单和店里的订单差别太多（超过 ${facts.most} 处）：可能是别家的账单，或者订单没有接进来`,
    en: facts =>
      `the bill and the shop's orders differ in more than ${facts.most} places: another shop's bill, or the orders never came in`,
  },
  account: {
    zh: facts => `这是账号 ${facts.account} 的账单，不是本店的`,
    en: facts => `the bill is of account ${facts.account}, which is not this shop's`,
  },
} satisfies Record<string, { zh: Words; en: Words }>

export type BillRefusalCode = keyof typeof billRefusals

/** `unit`: fen or count. */
function shown(facts: Facts, name: string): string {
  const value = facts[name] ?? ''
  return facts.unit === 'fen' && typeof value === 'number' ? yuan(value) : String(value)
}

/** A bill that is not taken. `field`: of the request. */
export class BillRefused extends Error {
  override readonly name = 'BillRefused'
  readonly code: BillRefusalCode
  readonly facts: Facts
  constructor(code: BillRefusalCode, facts: Facts = {}) {
    const words = billRefusals[code]
    super(`${words.zh(facts)} · ${words.en(facts)}`)
    this.code = code
    this.facts = facts
  }
}

export function isBillRefused(error: unknown): error is BillRefused {
  return error instanceof BillRefused
}
