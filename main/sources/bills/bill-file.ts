import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { BillRefused } from '../../../shared/domain/reconciliation/bill-refusals.ts'
import { type BillReader, type BillReaderOptions, createBillReader, type ReadBill } from './bill-reader.ts'
import { type BillSummary, readSummary, requireSummary } from './bill-summary.ts'
import { readFirstBytes } from './first-bytes.ts'
import { openZip, type ZipPart } from './zip-parts.ts'

export type BillFileOptions = Omit<BillReaderOptions, 'encoding'> & {
  /** 0 to 1, every some hundred KB */
  onProgress?: (share: number) => void
}

/** A month of a large chain has some hundred MB. */
export const largestBill = 2 * 1024 ** 3
const chunkSize = 1024 ** 2
const firstSize = 64 * 1024
const largestSummary = 4 * 1024 ** 2

/** A bill as it was downloaded: a csv, or a zip with one in it. Throws BillRefused, or what the file system says. */
export async function readBillFile(path: string, options: BillFileOptions): Promise<ReadBill> {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    if (size > largestBill) throw new BillRefused('too-large', { most: largestBill / 1024 ** 2 })
    const first = Buffer.alloc(Math.min(size, firstSize))
    readSync(file, first, 0, first.length, 0)
    const found = readFirstBytes(first)
    if (found.type === 'zip') return await readZip(file, size, options)
    const reader = createBillReader({ ...options, encoding: found.encoding })
    readPlain(file, found.skip, size, reader, options.onProgress)
    return reader.end()
  } finally {
    closeSync(file)
  }
}

function readPlain(file: number, from: number, size: number, reader: BillReader, tell?: (share: number) => void): void {
  const chunk = Buffer.alloc(chunkSize)
  for (let at = from; ; ) {
    const length = readSync(file, chunk, 0, chunk.length, at)
    if (length === 0) return
    reader.push(chunk.subarray(0, length))
    at += length
    tell?.(at / size)
  }
}

/** Which of its files is the bill is told by what is in them; their names are not looked at. */
async function readZip(file: number, size: number, options: BillFileOptions): Promise<ReadBill> {
  let bill: ReadBill | null = null
  let summary: BillSummary | null = null
  let why: unknown = null
  for await (const part of openZip(file, size)) {
    const read: ReadBill | BillSummary | BillRefused = await readPart(
      part,
      bill === null ? options : { ...options, onRow: () => {} },
    ).catch(error => {
      // A note beside the bill is no bill; a bill that is wrong is.
      if (error instanceof BillRefused && strangers.has(error.code)) return error
      throw error
    })
    if (read instanceof BillRefused) why ??= read
    else if (!('bill' in read)) summary = read
    else if (bill === null) bill = read
    else throw new BillRefused('zip-several')
  }
  if (bill === null)
    throw summary === null ? (why ?? new BillRefused('unknown-format')) : new BillRefused('summary-only')
  if (summary !== null) requireSummary(summary, bill)
  return bill
}

const strangers: ReadonlySet<string> = new Set([
  ...['unknown-format', 'not-text', 'picture', 'document', 'spreadsheet', 'web-page', 'empty', 'mapping'],
])

async function readPart(part: ZipPart, options: BillFileOptions): Promise<ReadBill | BillSummary> {
  const chunks = part.chunks()
  const first = await firstChunk(chunks)
  const found = readFirstBytes(first)
  if (found.type === 'zip') throw new BillRefused(part.isWorkbook ? 'spreadsheet' : 'unknown-format')
  if (
    part.size <= largestSummary &&
    /交易订单总笔数/.test(new TextDecoder(found.encoding).decode(first.subarray(0, firstSize)))
  ) {
    const whole = [first]
    for await (const chunk of chunks) whole.push(chunk)
    const summary = readSummary(Buffer.concat(whole).subarray(found.skip), found.encoding)
    if (summary !== null) return summary
  }
  const reader = createBillReader({ ...options, encoding: found.encoding })
  let at = first.length
  reader.push(first.subarray(found.skip))
  for await (const chunk of chunks) {
    reader.push(chunk)
    at += chunk.length
    options.onProgress?.(at / part.size)
  }
  return reader.end()
}

/** Enough of it to tell what it is. */
async function firstChunk(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  const got: Buffer[] = []
  let length = 0
  while (length < firstSize) {
    const { value, done } = await chunks.next()
    if (done === true) break
    got.push(value)
    length += value.length
  }
  return got.length === 1 && got[0] !== undefined ? got[0] : Buffer.concat(got)
}
