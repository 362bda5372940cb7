import { crc32, deflateRawSync } from 'node:zlib'

/** A zip byte by byte, so that a test can say everything about it, and lie. */
export type ZipEntry = {
  /** as it stands in the file: GBK, UTF-8 or neither */
  name: Uint8Array
  content: Uint8Array
  /** bit 0 encrypted, bit 11 the name is UTF-8; default 0 */
  flags?: number
  /** what the directory says of its length; default: the truth */
  says?: number
}

export function zipBytes(entries: readonly ZipEntry[]): Buffer {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { name, content, flags = 0, says = content.length } of entries) {
    const packed = deflateRawSync(content)
    // PKWARE's APPNOTE 4.4: version, flags, method 8 (deflate), time, date, crc, packed and whole length, length of the name
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(flags, 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt16LE(0x5b77, 8)
    common.writeUInt32LE(crc32(content), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(says, 18)
    common.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, name, packed])
    const end = Buffer.alloc(14)
    end.writeUInt32LE(at, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, end, name]))
    files.push(local)
    at += local.length
  }
  const size = directory.reduce((sum, one) => sum + one.length, 0)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(size, 8)
  end.writeUInt32LE(at, 12)
  return Buffer.concat([...files, ...directory, Buffer.from('PK\x05\x06'), end])
}
