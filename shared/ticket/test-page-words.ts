import type { Confirmation } from '../domain/printer.ts'
import type { PaperLanguage } from './words.ts'

export type TestPageWords = {
  mark: string
  title: string
  facts: (columns: number, dots: number, dpi: number) => string
  chinese: string
  asImage: string
  /** what it means that a line is right, to a profile with Chinese characters of its own or without */
  chineseAdvice: (own: boolean) => string[]
  width: (columns: number) => string
  widthAdvice: string[]
  sizes: string
  normal: string
  tall: string
  wide: string
  big: string
  reverse: string
  left: string
  right: string
  qr: string
  ownQr: string
  drawnQr: string
  density: string
  drawer: { absent: string; fired: string; try: string }
  beep: { absent: string; fired: string; try: string }
  confirmation: Record<Confirmation, string>
  unknown: string
  /** said where the answer to GS ( H has not been seen yet */
  proof: string
}

export function testPageWords(language: PaperLanguage): TestPageWords {
  return language === 'en' ? english : chinese
}

const chinese: TestPageWords = {
  mark: '测试',
  title: '测试页',
  facts: (columns, dots, dpi) => `${columns} 格 ${dots} 点 ${dpi} dpi`,
  chinese: '1 中文：哪一行是“鲜肉包热豆浆”',
  asImage: '图像',
  chineseAdvice: own => [
    own ? 'A 对：设置正确' : 'A 对：它有中文字库，可用普通型号',
    'B 对：打印机设成 UTF-8，改成 GBK',
    own ? '只有 C 对：型号改用 no-chinese' : '只有 C 对：设置正确',
  ],
  width: columns => `2 宽度：一行 ${columns} 格`,
  widthAdvice: ['折行：纸窄，看折前最后的数', '右边空白：纸宽，换格数多的型号'],
  sizes: '3 大小：中文要和数字一样大',
  normal: '普通 鲜肉包 ×2',
  tall: '倍高 鲜肉包 ×2',
  wide: '倍宽 鲜肉包',
  big: '倍大 A012',
  reverse: '反白',
  left: '左边',
  right: '右边',
  qr: '4 二维码：都应扫得出',
  ownQr: '打印机自带',
  drawnQr: '画成图像',
  density: '5 浓淡：黑块要匀，细线要分得开',
  drawer: {
    absent: '6 钱箱：此型号没有钱箱口',
    fired: '6 钱箱：应该已经弹开',
    try: '6 钱箱：要试就运行',
  },
  beep: {
    absent: '7 蜂鸣：不知道此型号的蜂鸣命令',
    fired: '7 蜂鸣：应该响了一声',
    try: '7 蜂鸣：要试就运行',
  },
  confirmation: {
    'process-id': '8 这台打印机会逐张确认出纸（GS ( H），屏幕显示“已打印”。',
    status: '8 这台打印机会确认出纸（GS r 1），屏幕显示“已打印”。',
    none: '8 这台打印机不能确认出纸，屏幕只显示“已发送”。',
  },
  unknown: '8 还不知道这台打印机能否确认出纸，打完本页就知道。',
  proof: '本页打完会再问一次（GS ( H）。',
}

const english: TestPageWords = {
  mark: '测试 TEST',
  title: 'Test page',
  facts: (columns, dots, dpi) => `${columns} cells ${dots} dots ${dpi} dpi`,
  chinese: '1 Which line reads 鲜肉包热豆浆?',
  asImage: 'image',
  chineseAdvice: own => [
    own ? 'A: the setting is right' : 'A: it has a Chinese font itself',
    'B: it is set to UTF-8, not to GBK',
    own ? 'Only C: use profile no-chinese' : 'Only C: the setting is right',
  ],
  width: columns => `2 Width: ${columns} cells a line`,
  widthAdvice: ['Wrapped: too wide for this paper', 'Blank at right: too narrow'],
  sizes: '3 Chinese and digits same size?',
  normal: 'normal 鲜肉包 ×2',
  tall: 'tall 鲜肉包 ×2',
  wide: 'wide 鲜肉包',
  big: 'big A012',
  reverse: 'reverse',
  left: 'left',
  right: 'right',
  qr: '4 QR codes: all should scan',
  ownQr: "the printer's own",
  drawnQr: 'drawn as an image',
  density: '5 Black even, fine lines apart?',
  drawer: {
    absent: '6 Drawer: this model has no socket',
    fired: '6 Drawer: should be open now',
    try: '6 Drawer: to try it, run',
  },
  beep: {
    absent: '7 Buzzer: no command is known',
    fired: '7 Buzzer: should have sounded',
    try: '7 Buzzer: to try it, run',
  },
  confirmation: {
    'process-id': '8 This printer confirms every ticket (GS ( H): the screen says "printed".',
    status: '8 This printer confirms every ticket (GS r 1): the screen says "printed".',
    none: '8 This printer cannot confirm: the screen only says "sent".',
  },
  unknown: '8 Not known yet whether this printer can confirm: this page will show it.',
  proof: 'It is asked once more after this page (GS ( H).',
}
