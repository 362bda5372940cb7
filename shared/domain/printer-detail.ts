// What a printer's `detail` means in words: the codes of drivers/escpos/printer-status.ts and of transports.

const chinese = {
  cutter: '切刀卡住了',
  unrecoverable: '打印机坏了，要修',
  overheated: '打印头太热，凉一凉会自己好',
  error: '打印机报错',
  feeding: '有人按着走纸键',
  mute: '它从不回话',
  'went-mute': '以前会回话，现在不回话',
  silent: '以前会回话，现在不回话',
  lost: '连接断了',
  unreachable: '没开机，线没插好，或者地址不对',
  stalled: '送过去的数据它不收',
  permission: '这台电脑没有权限用它，请找技术员',
  busy: '被别的程序占着',
} as const

export type PrinterDetail = keyof typeof chinese

export const printerDetails: Record<'zh-CN' | 'en', Record<PrinterDetail, string>> = {
  'zh-CN': chinese,
  en: {
    cutter: 'the cutter is stuck',
    unrecoverable: 'it needs repair',
    overheated: 'the print head is too hot; it recovers by itself',
    error: 'it reports an error',
    feeding: 'somebody holds the feed button',
    mute: 'it never answers',
    'went-mute': 'it answered before and no longer does',
    silent: 'it answered before and no longer does',
    lost: 'the connection broke',
    unreachable: 'switched off, unplugged, or another address',
    stalled: 'it takes no data',
    permission: 'this computer may not use it; ask a technician',
    busy: 'another program uses it',
  },
}

/** A code that has no words yet is shown as it is. */
export function printerDetail(detail: string, language: 'zh-CN' | 'en'): string {
  return Object.hasOwn(chinese, detail) ? printerDetails[language][detail as PrinterDetail] : detail
}
