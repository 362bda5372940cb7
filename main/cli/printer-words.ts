import type { PrinterState } from '../../shared/domain/printer.ts'
import { isPrinterDetail, printerDetails } from '../../shared/domain/printer-details.ts'

type Said = { zh: string; en: string; remedy: { zh: string; en: string } }

const nothing = { zh: '', en: '' }

/** What a printer's state means to a person, and what to do. */
export const printerWords: Record<PrinterState, Said> = {
  ready: { zh: '正常', en: 'ready', remedy: nothing },
  busy: { zh: '忙', en: 'busy', remedy: { zh: '等别的电脑打完', en: 'Wait until the other computer has finished' } },
  'paper-near-end': {
    zh: '纸快用完',
    en: 'paper near its end',
    remedy: { zh: '准备换纸', en: 'Have a new roll ready' },
  },
  'paper-out': { zh: '缺纸', en: 'out of paper', remedy: { zh: '换纸', en: 'Put in a new roll' } },
  'cover-open': { zh: '盖子开着', en: 'cover open', remedy: { zh: '合上盖子', en: 'Close the cover' } },
  offline: {
    zh: '连不上',
    en: 'cannot be reached',
    remedy: { zh: '检查电源、网线和地址', en: 'Check its power, its cable and its address' },
  },
  error: {
    zh: '故障',
    en: 'error',
    remedy: { zh: '关机再开；看切刀和卡纸', en: 'Switch it off and on; look at the cutter' },
  },
  unknown: { zh: '已连接，不报状态', en: 'connected, says nothing of itself', remedy: nothing },
}

/** Why it is in its state; the words of a newer engine are shown as they are. */
export function detailWords(detail: string): { zh: string; en: string } {
  if (!isPrinterDetail(detail)) return { zh: detail, en: detail }
  return { zh: printerDetails['zh-CN'][detail], en: printerDetails.en[detail] }
}
