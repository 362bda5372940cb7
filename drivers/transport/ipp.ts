// Internet Printing Protocol 1.1, what a ticket needs of it: RFC 8010 (encoding), RFC 8011 (operations, states). The `ipp`
// package does this too, but was written for Node < 4, logs to the console and is maintained by nobody.

/** RFC 8011 §5.4.15, and CUPS's own list of queues (www.cups.org/doc/spec-ipp.html). */
export const ippOperations = {
  printJob: 0x0002,
  cancelJob: 0x0008,
  getJobAttributes: 0x0009,
  getPrinterAttributes: 0x000b,
  cupsGetPrinters: 0x4002,
} as const

/** RFC 8010 §3.5.2: kinds of values, with the tags that they are sent with. */
const valueTags = {
  integer: 0x21,
  enum: 0x23,
  name: 0x42,
  keyword: 0x44,
  uri: 0x45,
  charset: 0x47,
  language: 0x48,
  mimeType: 0x49,
} as const
const booleanTag = 0x22
/** RFC 8010 §3.5.1 */
const operationGroup = 0x01
const endOfAttributes = 0x03
/** Tags below this one begin a group. */
const firstValueTag = 0x10
/** Out-of-band, integer-like and binary values end here; the others are text. */
const firstTextTag = 0x35

export type IppValue = string | number | boolean
export type IppAttribute = { name: string; kind: keyof typeof valueTags; values: readonly (string | number)[] }
/** Attributes of one operation, job or printer. */
export type IppGroup = { tag: number; attributes: Map<string, IppValue[]> }
export type IppAnswer = { status: number; groups: IppGroup[] }

/** RFC 8010 §3.1.1: version, operation, request id, attributes, then the document. */
export function encodeIppRequest(
  operation: number,
  attributes: readonly IppAttribute[],
  document: Uint8Array = new Uint8Array(),
): Buffer {
  const head = Buffer.alloc(9)
  head.writeUInt16BE(0x0101, 0)
  head.writeUInt16BE(operation, 2)
  head.writeUInt32BE(1, 4)
  head.writeUInt8(operationGroup, 8)
  // RFC 8011 §4.1.4: these two come first, in this order.
  const first: IppAttribute[] = [
    { name: 'attributes-charset', kind: 'charset', values: ['utf-8'] },
    { name: 'attributes-natural-language', kind: 'language', values: ['en'] },
  ]
  const body = [...first, ...attributes].flatMap(encodeAttribute)
  return Buffer.concat([head, ...body, Buffer.of(endOfAttributes), document])
}

function encodeAttribute({ name, kind, values }: IppAttribute): Buffer[] {
  return values.map((value, index) => {
    // A further value of the same attribute has no name.
    const label = Buffer.from(index === 0 ? name : '')
    const content = typeof value === 'number' ? int32(value) : Buffer.from(value)
    return Buffer.concat([Buffer.of(valueTags[kind]), int16(label.length), label, int16(content.length), content])
  })
}

/** Throws RangeError where the answer is cut short or is no IPP. */
export function decodeIppAnswer(bytes: Buffer): IppAnswer {
  const answer: IppAnswer = { status: bytes.readUInt16BE(2), groups: [] }
  let at = 8
  let name = ''
  for (let tag = bytes.readUInt8(at++); tag !== endOfAttributes; tag = bytes.readUInt8(at++)) {
    if (tag < firstValueTag) {
      answer.groups.push({ tag, attributes: new Map() })
      continue
    }
    const label = field()
    if (label.length > 0) name = label.toString()
    const attributes = answer.groups.at(-1)?.attributes
    if (attributes === undefined) throw new RangeError('an attribute outside of a group')
    const values = attributes.get(name) ?? []
    values.push(...decodeValue(tag, field()))
    attributes.set(name, values)
  }
  return answer

  function field(): Buffer {
    const length = bytes.readUInt16BE(at)
    const end = at + 2 + length
    if (end > bytes.length) throw new RangeError('the answer is cut short')
    const content = bytes.subarray(at + 2, end)
    at = end
    return content
  }
}

/** Values that nobody here asks for (dates, ranges, collections) are left out. */
function decodeValue(tag: number, content: Buffer): IppValue[] {
  if (tag === valueTags.integer || tag === valueTags.enum) return [content.readInt32BE(0)]
  if (tag === booleanTag) return [content.readUInt8(0) !== 0]
  return tag >= firstTextTag ? [content.toString()] : []
}

function int16(value: number): Buffer {
  return Buffer.of(value >> 8, value & 0xff)
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
