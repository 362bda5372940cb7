import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto'
import { unzipSync, zipSync } from 'fflate'

// A whole shop in one file, nothing of it readable without the pass phrase:
//
//   14 bytes   "GUDANG-SHOP-1\n"
//   16 bytes   salt of scrypt (N 2^15, r 8, p 1: about 0.1 s and 32 MiB a guess)
//   12 bytes   nonce of AES-256-GCM
//    …         a zip of the files, encrypted; what stands before it is authenticated too
//   16 bytes   tag

const magic = Buffer.from('GUDANG-SHOP-1\n')
const headLength = magic.length + 16 + 12
const tagLength = 16

/** Paths relative to the data folder. */
export type ShopFiles = Record<string, Uint8Array>

export function sealArchive(files: ShopFiles, passPhrase: string): Uint8Array {
  const [salt, nonce] = [randomBytes(16), randomBytes(12)]
  const head = Buffer.concat([magic, salt, nonce])
  const cipher = createCipheriv('aes-256-gcm', keyOf(passPhrase, salt), nonce).setAAD(head)
  const zip = zipSync(files, { level: 6 })
  return Buffer.concat([head, cipher.update(zip), cipher.final(), cipher.getAuthTag()])
}

/** Null: it is no archive, or damaged, or the pass phrase is another one; nobody can tell which of the latter two. */
export function openArchive(bytes: Uint8Array, passPhrase: string): ShopFiles | null {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (all.length < headLength + tagLength || !all.subarray(0, magic.length).equals(magic)) return null
  const head = all.subarray(0, headLength)
  const [salt, nonce] = [head.subarray(magic.length, magic.length + 16), head.subarray(magic.length + 16)]
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(passPhrase, salt), nonce).setAAD(head)
    decipher.setAuthTag(all.subarray(-tagLength))
    return unzipSync(Buffer.concat([decipher.update(all.subarray(headLength, -tagLength)), decipher.final()]))
  } catch {
    return null
  }
}

/** The same letters typed on another computer may come as other code points. */
function keyOf(passPhrase: string, salt: Uint8Array): Buffer {
  return scryptSync(passPhrase.normalize('NFKC'), salt, 32, { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 })
}
