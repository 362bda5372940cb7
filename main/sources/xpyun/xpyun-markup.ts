import { big, type Dialect, normal, type Tag, tall, wide } from '../markup/tag.ts'

// xpyun's tags, as its public samples use them; what it makes three times as big is twice as big here, which every printer
// can do (a measured clone refuses more).

const tags: readonly (readonly [string, Tag])[] = [
  ['br', { is: 'newline' }],
  ['cut', { is: 'cut' }],
  ['logo', { is: 'logo' }],
  ['ht', { is: 'tab' }],
  ['n', { is: 'style', size: normal }],
  ['hb', { is: 'style', size: tall }],
  ['hb2', { is: 'style', size: tall }],
  ['wb', { is: 'style', size: wide }],
  ['wb2', { is: 'style', size: wide }],
  ['b', { is: 'style', size: big }],
  ['b2', { is: 'style', size: big }],
  ['bold', { is: 'style', bold: true }],
  ['l', { is: 'align', align: 'left' }],
  ['c', { is: 'align', align: 'center' }],
  ['r', { is: 'align', align: 'right' }],
  ['cb', { is: 'align', align: 'center', size: big }],
  ['qr', { is: 'content', of: 'qr' }],
  ['qrcode', { is: 'content', of: 'qr' }],
  ['barcode', { is: 'content', of: 'code128' }],
  ['img', { is: 'content', of: 'dropped' }],
]

/** `drawer`: may <PLUGIN> open the cash drawer? */
export function xpyunMarkup(drawer: boolean): Dialect {
  return {
    tags: new Map([...tags, ['plugin', drawer ? { is: 'drawer' } : { is: 'silent' }]]),
    tabCells: 8,
    atLines: false,
  }
}
