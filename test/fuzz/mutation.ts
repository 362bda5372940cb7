import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect } from 'vitest'

// Bytes from outside, made from samples that stand in corpus/. Every draw is fast-check's: what fails is shrunk, and printed
// with the seed and the path that make it again.

/**
 * How long to try: CI has seconds. GUDANG_FUZZ=100 tries a hundred times as much, from another seed each time;
 * GUDANG_FUZZ_SEED=n runs from seed n, as a failure names it. GUDANG_FUZZ_TALLY names a file that counts along (run.ts).
 */
export function fuzz(runs: number): { numRuns: number; seed?: number } {
  const { GUDANG_FUZZ: times = '1', GUDANG_FUZZ_SEED: seed, GUDANG_FUZZ_TALLY: tally } = process.env
  const numRuns = Math.ceil(runs * Number(times))
  if (tally !== undefined) appendFileSync(tally, `${numRuns}\t${expect.getState().currentTestName}\n`)
  return { numRuns, ...(seed === undefined ? {} : { seed: Number(seed) }) }
}

/** Milliseconds for a test of so many runs that take a second or so, and as many times more as it is to try. */
export const patience = 60_000 * Math.max(1, Number(process.env.GUDANG_FUZZ ?? 1))

/** What hurts every reader of JSON. */
export const jsonPieces = ['{', '}', '[', ']', ',', ':', '"', '\\', 'null', '-1', '1e999']

/** Every sample of a folder in corpus/. In `.hex` files a line is bytes in hex, and what follows # is a remark. */
export function readCorpus(folder: string): Uint8Array[] {
  const path = fileURLToPath(new URL(`corpus/${folder}`, import.meta.url))
  const samples = readdirSync(path)
    .sort()
    .flatMap(name => {
      const bytes = readFileSync(join(path, name))
      return name.endsWith('.hex') ? hexLines(bytes.toString('utf8')) : [new Uint8Array(bytes)]
    })
  if (samples.length === 0) throw new Error(`corpus/${folder} is empty`)
  return samples
}

/** Of a folder whose samples are lines: each of them. */
export function readCorpusLines(folder: string): Uint8Array[] {
  return readCorpus(folder).flatMap(bytes =>
    Buffer.from(bytes)
      .toString('utf8')
      .trim()
      .split('\n')
      .map(line => Buffer.from(line)),
  )
}

function hexLines(text: string): Uint8Array[] {
  return text
    .split('\n')
    .map(line => line.replace(/#.*/, '').replace(/\s/g, ''))
    .filter(line => line !== '')
    .map(line => new Uint8Array(Buffer.from(line, 'hex')))
}

type Place = { at: number; length: number }
type Change =
  | (Place & { what: 'put' | 'replace'; bytes: Uint8Array })
  | (Place & { what: 'flip'; bit: number })
  | (Place & { what: 'cut' | 'end' })
  | (Place & { what: 'repeat'; times: number })

/** Places are fractions, so that they mean something in a sample of any length. */
const place = { at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat({ max: 64 }) }

/** A sample after up to eight changes; `pieces` are what hurts in this language: delimiters, lengths, commands. */
export function mutated(
  samples: readonly Uint8Array[],
  pieces: readonly (string | Uint8Array)[],
): fc.Arbitrary<Uint8Array> {
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...pieces.map(one => new Uint8Array(Buffer.from(one)))) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 12 }) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom(...samples), fc.nat(), fc.nat({ max: 200 })).map(([one, from, length]) => {
        const begin = from % Math.max(1, one.length)
        return one.subarray(begin, begin + length)
      }),
    },
  )
  const change: fc.Arbitrary<Change> = fc.oneof(
    fc.record({ what: fc.constant('put' as const), ...place, bytes: piece }),
    fc.record({ what: fc.constant('replace' as const), ...place, bytes: piece }),
    fc.record({ what: fc.constant('flip' as const), ...place, bit: fc.nat({ max: 7 }) }),
    fc.record({ what: fc.constantFrom('cut' as const, 'end' as const), ...place }),
    fc.record({ what: fc.constant('repeat' as const), ...place, times: fc.nat({ max: 40 }) }),
  )
  return fc
    .tuple(fc.constantFrom(...samples), fc.array(change, { maxLength: 8 }))
    .map(([sample, changes]) => changes.reduce(apply, sample))
}

function apply(bytes: Uint8Array, change: Change): Uint8Array {
  const at = Math.floor(change.at * bytes.length)
  const [before, there, after] = [
    bytes.subarray(0, at),
    bytes.subarray(at, at + change.length),
    bytes.subarray(at + change.length),
  ]
  switch (change.what) {
    case 'put':
      return joined(before, change.bytes, there, after)
    case 'replace':
      return joined(before, change.bytes, after)
    case 'flip':
      return bytes.map((byte, index) => (index === at ? byte ^ (1 << change.bit) : byte))
    case 'cut':
      return joined(before, after)
    case 'end':
      return before
    case 'repeat':
      return joined(before, ...Array.from({ length: change.times }, () => there), after)
  }
}

function joined(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}
