import { BillRefused } from '../../../shared/domain/reconciliation/bill-refusals.ts'

// What a file is, by how it begins. Its name says nothing.

export type FirstBytes = { type: 'zip' } | { type: 'text'; encoding: 'utf-8' | 'gb18030'; skip: number }

const magics: [kind: 'picture' | 'spreadsheet' | 'document', bytes: number[]][] = [
  ['picture', [0x89, 0x50, 0x4e, 0x47]],
  ['picture', [0xff, 0xd8, 0xff]],
  ['picture', [0x47, 0x49, 0x46, 0x38]],
  ['picture', [0x42, 0x4d, 0, 0]],
  // WebP and HEIC say what they are behind a length
  ['picture', [0x52, 0x49, 0x46, 0x46]],
  // OLE: .xls
  ['spreadsheet', [0xd0, 0xcf, 0x11, 0xe0]],
  ['document', [0x25, 0x50, 0x44, 0x46]],
]

/** `bytes`: the beginning, some KB. Throws BillRefused for what is no bill. */
export function readFirstBytes(bytes: Uint8Array): FirstBytes {
  if (bytes.length === 0) throw new BillRefused('empty')
  const begins = (magic: readonly number[]) => magic.every((byte, at) => bytes[at] === byte)
  const magic = magics.find(([, one]) => begins(one))
  if (magic !== undefined) throw new BillRefused(magic[0])
  if (Buffer.from(bytes.subarray(4, 12)).toString('latin1').startsWith('ftyp')) throw new BillRefused('picture')
  if (begins([0x50, 0x4b, 3, 4]) || begins([0x50, 0x4b, 5, 6])) return { type: 'zip' }
  // UTF-16: what Excel calls Unicode text
  if (begins([0xff, 0xfe]) || begins([0xfe, 0xff])) throw new BillRefused('spreadsheet')
  if (bytes.includes(0)) throw new BillRefused('not-text')
  const skip = begins([0xef, 0xbb, 0xbf]) ? 3 : 0
  const text = bytes.subarray(skip)
  const encoding = skip > 0 || isText(text, 'utf-8') ? 'utf-8' : 'gb18030'
  if (!isText(text, encoding)) throw new BillRefused('not-text')
  const words = new TextDecoder(encoding).decode(text.subarray(0, 2048)).trimStart()
  if (/^(<!doctype|<html|<\?xml|<head|<body|<script)/i.test(words)) throw new BillRefused('web-page')
  if (/(?![\t\r\n])\p{Cc}/u.test(words)) throw new BillRefused('not-text')
  if (words === '') throw new BillRefused('empty')
  return { type: 'text', encoding, skip }
}

/** The last character may be cut in two. */
function isText(bytes: Uint8Array, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}
