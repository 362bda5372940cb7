import { big, type Dialect, type Tag, tall, wide } from '../markup/tag.ts'

// Feie's tags (reference/orders.md §2): L is taller and W wider, by the vendor's own sample, whatever third-party notes say.

const tags: readonly (readonly [string, Tag])[] = [
  ['br', { is: 'newline' }],
  ['cut', { is: 'cut' }],
  ['logo', { is: 'logo' }],
  ['b', { is: 'style', size: big }],
  ['l', { is: 'style', size: tall }],
  ['w', { is: 'style', size: wide }],
  ['bold', { is: 'style', bold: true }],
  ['c', { is: 'align', align: 'center' }],
  ['cb', { is: 'align', align: 'center', size: big }],
  ['right', { is: 'align', align: 'right' }],
  ['qr', { is: 'content', of: 'qr' }],
  ['bc128_a', { is: 'content', of: 'code128' }],
  ['bc128_b', { is: 'content', of: 'code128' }],
  ['bc128_c', { is: 'content', of: 'code128' }],
  ['audio', { is: 'content', of: 'dropped' }],
  ['audio-refund', { is: 'silent' }],
  ['audio-cancel', { is: 'silent' }],
]

/** `drawer`: may <PLUGIN> open the cash drawer? */
export function feieMarkup(drawer: boolean): Dialect {
  return {
    tags: new Map([...tags, ['plugin', drawer ? { is: 'drawer' } : { is: 'silent' }]]),
    tabCells: 8,
    atLines: false,
  }
}
