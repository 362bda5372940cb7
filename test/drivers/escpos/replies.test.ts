import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createReplyParser, type Reply } from '../../../drivers/escpos/replies.ts'

function parse(...chunks: number[][]): Reply[] {
  const replies: Reply[] = []
  const take = createReplyParser(reply => replies.push(reply))
  for (const chunk of chunks) take(Uint8Array.from(chunk))
  return replies
}

const processId = (id: string) => [0x37, 0x22, ...Buffer.from(id, 'latin1'), 0x00]

describe('createReplyParser', () => {
  it('tells the classes apart', () => {
    expect(parse([0x12, 0x00, 0x11, 0x0c, 0x13, 0x16])).toEqual([
      { type: 'status', byte: 0x12 },
      { type: 'paper', byte: 0x00 },
      { type: 'paper', byte: 0x0c },
      { type: 'status', byte: 0x16 },
    ])
    expect(parse(processId('a~ 1'))).toEqual([{ type: 'process-id', id: 'a~ 1', printed: true }])
    expect(parse([0x37, 0x23, 0x41, 0x42, 0x43, 0x44, 0])).toEqual([{ type: 'process-id', id: 'ABCD', printed: false }])
    expect(parse([0x14, 0x00, 0x00, 0x0f])).toEqual([{ type: 'auto-status', bytes: [0x14, 0x00, 0x00, 0x0f] }])
    expect(parse([0x5f, 0x45, 0x50, 0x53, 0x4f, 0x4e, 0])).toMatchObject([{ type: 'other-block' }])
    expect(parse([0x80, 0xff])).toMatchObject([{ type: 'noise' }, { type: 'noise' }])
  })

  it('takes any byte for one thing only, whatever its value', () => {
    for (let byte = 0; byte < 256; byte++) expect(parse([byte]).length).toBeLessThanOrEqual(1)
  })

  it('does not care how the bytes are cut', () => {
    const stream = [0x12, ...processId('12 4'), 0x18, 0, 0x11, 0, 0x0f, 0, 0x3d, 0x41, 0, 0x1e]
    fc.assert(
      fc.property(fc.array(fc.nat({ max: stream.length })), cuts => {
        const edges = [0, ...cuts.sort((a, b) => a - b), stream.length]
        const chunks = edges.slice(1).map((edge, index) => stream.slice(edges[index], edge))
        expect(parse(...chunks)).toEqual(parse(stream))
      }),
    )
  })

  it('keeps the rest of a torn group or block from being an answer to GS r', () => {
    const papers = (bytes: number[]) => parse(bytes).filter(reply => reply.type === 'paper')
    expect(papers([0x10, 0x00, 0x12, 0x00, 0x00])).toEqual([])
    expect(papers([0x10, 0x00, 0x10, 0x00, 0x00, 0x00])).toEqual([])
    expect(papers([0x37, 0x22, 0x81, 0x41, 0x42, 0x00])).toEqual([])
    expect(papers([0x3b, 0x80, 0x99, 0x00])).toEqual([])
  })

  it('never reads a process id out of noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 7 }), (noise, tail) => {
        const bytes = [...noise, ...tail]
        const ids = parse(bytes).filter(reply => reply.type === 'process-id')
        for (const { id } of ids) {
          const stripped = Buffer.from(bytes.filter(byte => byte !== 0x11 && byte !== 0x13)).toString('latin1')
          expect(stripped.includes(`7"${id}\0`) || stripped.includes(`7#${id}\0`)).toBe(true)
        }
      }),
      { numRuns: 3000 },
    )
  })

  it('finds its way back after noise: a whole reply after a 00 and a pause of four is read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 90 }), noise => {
        const last = parse([...noise], [0, 0, 0, 0, 0], processId('Z9!~')).at(-1)
        expect(last).toEqual({ type: 'process-id', id: 'Z9!~', printed: true })
      }),
      { numRuns: 2000 },
    )
  })
})
