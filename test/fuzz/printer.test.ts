import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createDecoder, decode } from '../../drivers/escpos/decoder.ts'
import { createReplyParser, type Reply } from '../../drivers/escpos/replies.ts'
import { decodeIppAnswer } from '../../drivers/transport/ipp.ts'
import { choosePrinterInterface, parseAlternates } from '../../drivers/transport/usb-descriptors.ts'
import { cleanDeviceId, parseDeviceId } from '../../drivers/transport/usb-requests.ts'
import { createPainter } from '../../drivers/virtual/painter.ts'
import { paperText } from '../../drivers/virtual/paper.ts'
import { readPaper } from '../../drivers/virtual/print-head.ts'
import { createVirtualPrinter } from '../../drivers/virtual/virtual-printer.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { fuzz, mutated, patience, readCorpus } from './mutation.ts'

// Bytes that printers, spoolers and USB devices send, and bytes that anybody sends to a virtual printer. What cannot be
// understood is said to be so: nothing throws what its caller does not expect, nothing is read twice or not at all.

const width = { columns: 48, dots: 576, cutter: true }
/** Where a chunk ends, as a fraction of the whole. */
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 })

function chunks(bytes: Uint8Array, at: readonly number[]): Uint8Array[] {
  const ends = [...at.map(one => Math.floor(one * bytes.length)).sort((a, b) => a - b), bytes.length]
  return ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end))
}

describe('what a printer answers', () => {
  const samples = readCorpus('replies')
  const pieces = [
    '7"',
    '7#',
    '7"0007\0',
    '\x11',
    '\x13',
    '\0',
    '\x12',
    '\x16',
    '\x10',
    '\x0c',
    '_',
    '=',
    ';',
    '5',
    Uint8Array.of(0x80),
    Uint8Array.of(0xff),
  ]

  function read(parts: readonly Uint8Array[]): Reply[] {
    const replies: Reply[] = []
    const parse = createReplyParser(reply => replies.push(reply))
    for (const part of parts) parse(part)
    return replies
  }

  test('is read the same however it is cut, and a process id only where one stands', { timeout: patience }, () => {
    fc.assert(
      fc.property(mutated(samples, pieces), cuts, (bytes, at) => {
        const replies = read([bytes])
        expect(read(chunks(bytes, at))).toEqual(replies)
        const plain = Buffer.from(bytes.filter(byte => byte !== 0x11 && byte !== 0x13)).toString('latin1')
        for (const reply of replies) {
          if (reply.type === 'process-id') expect(plain).toContain(`7${reply.printed ? '"' : '#'}${reply.id}\0`)
        }
        // Each reply is made of bytes of its own.
        expect(replies.length).toBeLessThanOrEqual(bytes.length)
      }),
      fuzz(1_000),
    )
  })
  test('without end, is forgotten as it goes', () => {
    let replies = 0
    const parse = createReplyParser(() => {
      replies += 1
    })
    const noise = new Uint8Array(1 << 20).fill(0x35)
    for (let times = 0; times < 16; times += 1) parse(noise)
    expect(replies).toBeGreaterThan(16 * 10_000)
  })
})

describe('what a virtual printer is sent', () => {
  const samples = readCorpus('escpos')
  const pieces = [
    ...[
      '\x1b@',
      '\x1c&',
      '\n',
      '\x1dVB\x18',
      '\x1dV\0',
      '\x1b*!',
      '\x1dv0\0',
      '\x1d(k',
      '\x1dk',
      '\x1b&\x03',
      '\x1cq\xff',
      '\x1d8L',
      '\x1dC;',
    ],
    ...[
      '\x10\x04\x01',
      '\x1b{\x01',
      '\x1b!\xff',
      '\x1d!\x77',
      '\x1bL',
      '\x0c',
      '\x1bD\x01',
      '\x1d(H',
      '\xff\xff\xff\xff',
      '\x1bd\xff',
      '\x1bJ\xff',
    ],
  ].map(text => new Uint8Array(Buffer.from(text, 'latin1')))
  const sent = mutated(samples, pieces)

  test('is taken apart without a byte lost or read twice', { timeout: patience }, () => {
    fc.assert(
      fc.property(sent, cuts, (bytes, at) => {
        const tokens = decode(bytes)
        expect(Buffer.concat(tokens.map(token => token.bytes)).equals(bytes)).toBe(true)
        const decoder = createDecoder()
        const inParts = chunks(bytes, at).flatMap(part => decoder.feed(part))
        expect([...inParts, ...decoder.end()]).toEqual(tokens)
      }),
      fuzz(500),
    )
  })
  test('becomes paper that can be read, however wrong', { timeout: patience }, () => {
    fc.assert(
      fc.property(sent, bytes => {
        const paper = readPaper(bytes, width)
        for (const error of paper.errors) expect(error.offset).toBeLessThanOrEqual(bytes.length)
        expect(paperText(paper)).toEqual(expect.any(String))
      }),
      fuzz(500),
    )
  })
  test('is printed, answered and forgotten; the printer goes on', { timeout: patience }, () => {
    fc.assert(
      fc.property(fc.array(sent, { maxLength: 5 }), cuts, fc.constantFrom(null, 9600), (streams, at, baud) => {
        const clock = createHandClock()
        const papers: number[] = []
        const printer = createVirtualPrinter({
          profile: width,
          confirm: 'process-id',
          clock,
          onPaper: paper => papers.push(paper.bytes.length),
        })
        printer.obey({ baud })
        let taken = 0
        const bytes = streams.flatMap(stream => chunks(stream, at))
        const line = printer.attach({
          send: () => {},
          taken: count => {
            taken += count
          },
          dropped: () => {},
        })
        for (const part of bytes) line?.receive(part)
        clock.pass(3_600_000)
        expect(taken).toBe(bytes.reduce((sum, part) => sum + part.length, 0))
        // A new power-up is a clean printer, whatever it was in the middle of.
        printer.obey({ power: 'off' })
        printer.obey({ power: 'on' })
        const before = papers.length
        printer
          .attach({ send: () => {}, taken: () => {}, dropped: () => {} })
          ?.receive(Buffer.from('\x1b@ok\n\n\n\n\x1dVB\x18', 'latin1'))
        clock.pass(60_000)
        expect(papers.length).toBe(before + 1)
        printer.close()
      }),
      fuzz(150),
    )
  })
  test('is drawn', { timeout: patience }, async () => {
    const painter = createPainter()
    try {
      await fc.assert(
        fc.asyncProperty(sent, async bytes => {
          const png = await painter.paint(bytes, width)
          expect(Buffer.from(png.subarray(0, 8)).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
        }),
        fuzz(25),
      )
    } finally {
      await painter.close()
    }
  })
})

describe('what a spooler answers', () => {
  const samples = readCorpus('ipp')
  const pieces = [0x00, 0x01, 0x02, 0x03, 0x04, 0x10, 0x21, 0x22, 0x23, 0x31, 0x33, 0x44, 0x7f, 0xff].map(byte =>
    Uint8Array.of(byte),
  )
  const lengths = [0x0000, 0x0001, 0x0004, 0x7fff, 0xffff].map(length => Uint8Array.of(length >> 8, length & 0xff))

  test('is read, or is a RangeError', { timeout: patience }, () => {
    let read = 0
    fc.assert(
      fc.property(mutated(samples, [...pieces, ...lengths]), bytes => {
        try {
          const { status, groups } = decodeIppAnswer(Buffer.from(bytes))
          read += 1
          expect([status, groups.length]).toEqual([expect.any(Number), expect.any(Number)])
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
        }
      }),
      fuzz(1_000),
    )
    expect(read).toBeGreaterThan(0)
  })
  test('with very many values, in the time that it takes to read them', { timeout: 20_000 }, () => {
    const one = Buffer.from('4400000001', 'hex')
    const many = Array.from({ length: 200_000 }, () => Buffer.concat([one, Buffer.from('x')]))
    const answer = Buffer.concat([Buffer.from('01010000000000010144000161000178', 'hex'), ...many, Buffer.of(3)])
    expect(decodeIppAnswer(answer).groups[0]?.attributes.get('a')).toHaveLength(200_001)
  })
})

describe('what a USB device tells of itself', () => {
  const ids = readCorpus('device-id')
  const descriptors = readCorpus('usb')

  test('an IEEE 1284 id: fields of text, whatever is in it', { timeout: patience }, () => {
    fc.assert(
      fc.property(
        mutated(ids, [':', ';', ';;', '__proto__:x;', 'constructor:', 'MFG:', '\0', '\r\n', ' ', '=']),
        bytes => {
          const id = cleanDeviceId(Buffer.from(bytes).toString('latin1'))
          if (id === null) return
          expect(id).not.toMatch(/\p{Cc}/u)
          for (const [key, value] of Object.entries(parseDeviceId(id))) {
            expect([key, value]).toEqual([key.trim(), value.trim()])
          }
        },
      ),
      fuzz(500),
    )
  })
  test('descriptors: a printer’s interface with its way in, or none', { timeout: patience }, () => {
    const pieces = [0, 1, 2, 4, 5, 7, 9, 0x82, 0xff].map(byte => Uint8Array.of(byte))
    let found = 0
    fc.assert(
      fc.property(mutated(descriptors, pieces), bytes => {
        const alternates = parseAlternates(bytes)
        expect(alternates.length).toBeLessThanOrEqual(bytes.length / 2)
        const chosen = choosePrinterInterface(alternates, '04b8:0202', null)
        if (chosen !== null) found += 1
        if (chosen !== null) expect(chosen.out.packet).toBeGreaterThan(0)
      }),
      fuzz(500),
    )
    expect(found).toBeGreaterThan(0)
  })
})
