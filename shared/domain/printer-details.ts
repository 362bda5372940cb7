// Why a printer is in its state, where the state alone does not say what to do: what drivers report, and its words for the
// screen, alarms and lists.

export const printerDetails = {
  'zh-CN': {
    cutter: '切刀卡住了',
    unrecoverable: '打印机坏了，要修',
    overheated: '打印头太热，凉一凉会自己好',
    error: '打印机报错',
    feeding: '有人按着走纸键',
    mute: '它从不回话',
    'went-mute': '它以前会回话，现在不回了',
    silent: '问它不回答',
    lost: '连接断了',
    stalled: '它不收数据：关机、缺纸，或流控线没接好',
    unreachable: '找不到它：没开机、没插线，或地址不对',
    permission: '没有权限用它；技术员用 npm run printers 看怎么办',
    busy: '被别的程序占着；技术员用 npm run printers 看是谁',
  },
  en: {
    cutter: 'The cutter is stuck',
    unrecoverable: 'It needs repair',
    overheated: 'The print head is too hot; it recovers by itself',
    error: 'It reports an error',
    feeding: 'Somebody holds the feed button',
    mute: 'It never answers',
    'went-mute': 'It used to answer, and no longer does',
    silent: 'It does not answer',
    lost: 'The connection broke',
    stalled: 'It takes no bytes: switched off, out of paper, or its flow control is not wired',
    unreachable: 'It is not found: switched off, not plugged in, or another address',
    permission: 'We may not use it; npm run printers says what to type',
    busy: 'Another program uses it; npm run printers says which',
  },
} as const

export type PrinterDetail = keyof (typeof printerDetails)['en']

export function isPrinterDetail(detail: string): detail is PrinterDetail {
  return Object.hasOwn(printerDetails.en, detail)
}
