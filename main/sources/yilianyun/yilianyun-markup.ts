import { big, type Dialect, type Tag, tall, wide } from '../markup/tag.ts'

// Yilianyun's tags (kancloud elind-dev/openapi 336832, ly6886/oauth-api 3170341). Its sizes of 1.33 exist on no ESC/POS
// printer: what is a third higher is twice as high, what is a third wider is bold.

const tags: readonly (readonly [string, Tag])[] = [
  ['fb', { is: 'style', bold: true }],
  ['fh', { is: 'style', size: tall }],
  ['fh2', { is: 'style', size: tall }],
  ['fw', { is: 'style', bold: true }],
  ['fw2', { is: 'style', size: wide }],
  ['fs', { is: 'style', size: tall, bold: true }],
  ['fs2', { is: 'style', size: big }],
  ['center', { is: 'align', align: 'center' }],
  ['right', { is: 'align', align: 'right' }],
  ['lr', { is: 'content', of: 'pair' }],
  ['table', { is: 'content', of: 'table' }],
  ['qr', { is: 'content', of: 'qr' }],
  // Theirs is a bar code; who writes it without an end means a new line all the same.
  ['br', { is: 'content', of: 'ean13' }],
  ['br2', { is: 'content', of: 'code128' }],
  ['br3', { is: 'content', of: 'code128' }],
  ['mn', { is: 'content', of: 'copies' }],
  ['mc', { is: 'content', of: 'dropped' }],
  ['ma', { is: 'content', of: 'dropped' }],
  ['ms', { is: 'content', of: 'dropped' }],
  ['pw', { is: 'content', of: 'dropped' }],
  ['audio', { is: 'content', of: 'dropped' }],
  ['logo', { is: 'logo' }],
  ['cut', { is: 'cut' }],
]

export const yilianyunMarkup: Dialect = { tags: new Map(tags), tabCells: 4, atLines: true }
