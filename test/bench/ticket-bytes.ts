import { characterSet, printer as Peer, types } from 'node-thermal-printer'
import { createEncoder } from '../../drivers/escpos/encoder.ts'
import { legible } from '../../drivers/escpos/gbk-text.ts'
import { findProfile } from '../../drivers/profiles/profiles.ts'
import { cells } from '../../shared/ticket/cell-width.ts'
import type { Block } from '../../shared/ticket/document.ts'
import { layoutDocument } from '../../shared/ticket/layout.ts'
import { type Figure, median } from './figures.ts'

// The same 20 lines at the same sizes, from our layout and encoder and from node-thermal-printer as its users write it.

const dishes = ['鲜肉包', '香菇菜包', '豆沙包', '糯米烧卖', '小笼包', '油条', '煎饼果子', '葱包烩', '生煎', '现磨豆浆']
const columns = 48

const blocks: Block[] = [
  { type: 'text', text: 'A012', align: 'center', size: { width: 2, height: 2 } },
  { type: 'pair', left: '堂食 蒸档', right: '#0012' },
  { type: 'rule' },
  ...dishes.map((name): Block => ({ type: 'pair', left: name, right: '×2', size: { width: 1, height: 2 } })),
  { type: 'rule' },
  { type: 'text', text: '备注：不要香菜', bold: true },
  { type: 'text', text: '支付宝小程序' },
  { type: 'text', text: '下单 07:01:02' },
  { type: 'text', text: '打印 07:01:05' },
  { type: 'text', text: '第1联' },
  { type: 'text', text: '谢谢', align: 'center' },
  { type: 'cut' },
]

function ours(encode: ReturnType<typeof createEncoder>['encode']): Uint8Array {
  return encode(layoutDocument({ blocks }, { columns, legible }))
}

/** Sizes, weights and places as above; the padding by hand, because its own columns count characters, not cells. */
function theirs(): Uint8Array {
  const peer = new Peer({
    type: types.EPSON,
    characterSet: characterSet.CHINA,
    width: columns,
    interface: 'tcp://127.0.0.1',
  })
  const beside = (left: string, right: string) => left + ' '.repeat(columns - cells(left) - cells(right)) + right
  peer.alignCenter()
  peer.setTextSize(1, 1)
  peer.println('A012')
  peer.setTextNormal()
  peer.alignLeft()
  peer.println(beside('堂食 蒸档', '#0012'))
  peer.drawLine()
  peer.setTextDoubleHeight()
  for (const name of dishes) peer.println(beside(name, '×2'))
  peer.setTextNormal()
  peer.drawLine()
  peer.bold(true)
  peer.println('备注：不要香菜')
  peer.bold(false)
  for (const line of ['支付宝小程序', '下单 07:01:02', '打印 07:01:05', '第1联']) peer.println(line)
  peer.alignCenter()
  peer.println('谢谢')
  peer.cut()
  return peer.getBuffer() ?? new Uint8Array()
}

export function measureTicketBytes(): Figure[] {
  const profile = findProfile('generic-80')
  if (profile === null) throw new Error('no profile')
  const { encode } = createEncoder(profile)
  const size = { ours: ours(encode).length, theirs: theirs().length }
  const ratios: number[] = []
  for (let round = 0; round < 15; round += 1) ratios.push(perSecond(() => ours(encode)) / perSecond(theirs))
  return [
    {
      name: `20-line ticket, ${size.ours} bytes, against node-thermal-printer's ${size.theirs}`,
      value: `${(size.ours / size.theirs).toFixed(2)}×`,
      wanted: '≤ 1.15×',
    },
    {
      name: "layout and encoding, tickets per second against node-thermal-printer's",
      value: `${median(ratios).toFixed(1)}× (${Math.min(...ratios).toFixed(1)}–${Math.max(...ratios).toFixed(1)}, n=15, in turn)`,
      wanted: '≥ 5×',
    },
  ]
}

function perSecond(work: () => unknown): number {
  const start = performance.now()
  let times = 0
  while (performance.now() - start < 150) {
    work()
    times += 1
  }
  return times / ((performance.now() - start) / 1000)
}
