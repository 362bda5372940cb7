import { writeGbk } from './gbk-text.ts'

/** A growing run of bytes. */
export type ByteWriter = {
  put(bytes: ArrayLike<number>): void
  /** legible text as GBK; gives the number of bytes, which is the number of cells */
  putText(text: string): number
  /** the bytes so far, as a copy; the writer starts anew */
  take(): Uint8Array
}

export function createByteWriter(): ByteWriter {
  let buffer = new Uint8Array(2048)
  let end = 0

  const reserve = (more: number): void => {
    if (end + more <= buffer.length) return
    const larger = new Uint8Array(Math.max(buffer.length * 2, end + more))
    larger.set(buffer.subarray(0, end))
    buffer = larger
  }

  return {
    put(bytes) {
      reserve(bytes.length)
      // Commands are a few bytes: a loop is several times faster than set().
      for (let at = 0; at < bytes.length; at++) buffer[end++] = bytes[at] as number
    },
    putText(text) {
      reserve(text.length * 2)
      const start = end
      end = writeGbk(text, buffer, end)
      return end - start
    },
    take() {
      const bytes = buffer.slice(0, end)
      end = 0
      return bytes
    },
  }
}
