import { type Entry, fromFdPromise, type ZipFile } from 'yauzl'
import { BillRefused } from '../../../shared/domain/reconciliation/bill-refusals.ts'

/** One file in a zip. */
export type ZipPart = {
  /** what the directory says */
  size: number
  /** the zip is an Excel workbook */
  isWorkbook: boolean
  chunks(): AsyncGenerator<Buffer, undefined>
}

const mostParts = 64
/** A zip unpacks to at most so much in all … */
const mostBytes = 2 * 1024 ** 3
/** … and, beyond the first 16 MB, to at most so many times its size: bills come to 10 to 30. */
const mostTimes = 200
const freeBytes = 16 * 1024 ** 2

/** The files of a zip, folders aside, in their order. Throws BillRefused. Names are not decoded: nobody needs them. */
export async function* openZip(file: number, size: number): AsyncGenerator<ZipPart> {
  // yauzl closes what it reads from; the file is its opener's.
  const zip = await fromFdPromise(file, { autoClose: false, decodeStrings: false, validateEntrySizes: true }).catch(
    damaged,
  )
  if (zip.entryCount > mostParts) throw new BillRefused('zip-bomb')
  let unpacked = 0
  const isTooMuch = () => unpacked > mostBytes || (unpacked > freeBytes && unpacked > size * mostTimes)
  const entries = await entriesOf(zip)
  const isWorkbook = entries.some(entry => entry.fileNameRaw.toString('latin1') === '[Content_Types].xml')
  if (isWorkbook) throw new BillRefused('spreadsheet')
  const files = entries.filter(entry => !entry.fileNameRaw.toString('latin1').endsWith('/'))
  if (files.length === 0) throw new BillRefused('empty')
  if (files.some(entry => entry.isEncrypted())) throw new BillRefused('zip-encrypted')
  const declared = files.reduce((sum, entry) => sum + entry.uncompressedSize, 0)
  if (declared > mostBytes || (declared > freeBytes && declared > size * mostTimes)) throw new BillRefused('zip-bomb')
  for (const entry of files) {
    yield { size: entry.uncompressedSize, isWorkbook, chunks: () => chunksOf(entry) }
  }

  async function* chunksOf(entry: Entry): AsyncGenerator<Buffer, undefined> {
    const stream = await zip.openReadStreamPromise(entry).catch(damaged)
    try {
      for await (const chunk of stream) {
        unpacked += chunk.length
        if (isTooMuch()) throw new BillRefused('zip-bomb')
        yield chunk
      }
    } catch (error) {
      if (error instanceof BillRefused) throw error
      damaged()
    } finally {
      stream.destroy()
    }
  }
}

async function entriesOf(zip: ZipFile): Promise<Entry[]> {
  const entries: Entry[] = []
  try {
    for await (const entry of zip.eachEntry()) {
      entries.push(entry)
      if (entries.length > mostParts) throw new BillRefused('zip-bomb')
    }
  } catch (error) {
    if (error instanceof BillRefused) throw error
    damaged()
  }
  return entries
}

function damaged(): never {
  throw new BillRefused('zip-damaged')
}
