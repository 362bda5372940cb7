import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { afterEach, describe, expect, test } from 'vitest'
import { createPainter, type Painter, type PainterOptions } from '../../../drivers/virtual/painter.ts'
import { begin, cut, ESC, FS, GS, LF, qr, raw } from '../../support/raw-bytes.ts'

const wide = { columns: 48, dots: 576 }
const narrow = { columns: 32, dots: 384 }
const painters: Painter[] = []
afterEach(async () => {
  await Promise.all(painters.splice(0).map(painter => painter.close()))
})
function setUp(options: PainterOptions = {}): Painter {
  const painter = createPainter(options)
  painters.push(painter)
  return painter
}

/** Is it black there? Dots count from the first printable one, below the margin on top. */
async function look(png: Uint8Array, left: number) {
  const image = await loadImage(Buffer.from(png))
  const context = createCanvas(image.width, image.height).getContext('2d')
  context.drawImage(image, 0, 0)
  const { data } = context.getImageData(0, 0, image.width, image.height)
  const isBlack = (x: number, y: number) => {
    const at = ((y + 24) * image.width + x + left) * 4
    return (data[at] ?? 0) < 128 && data[at + 3] === 255
  }
  /** the share of black dots in a rectangle */
  const ink = (x: number, y: number, width: number, height: number) => {
    let black = 0
    for (let n = 0; n < width * height; n++) if (isBlack(x + (n % width), y + Math.floor(n / width))) black += 1
    return black / (width * height)
  }
  const colours = () => new Set(new Uint32Array(data.buffer, data.byteOffset, data.length / 4)).size
  return { width: image.width, height: image.height, isBlack, ink, colours }
}

describe('the picture', () => {
  test('is as wide as the roll, and as long as what was printed', async () => {
    const painter = setUp()
    const eighty = await look(await painter.paint(raw(begin, '豆', LF, LF, cut), wide), 32)
    const fiftyEight = await look(await painter.paint(raw(begin, '豆', LF), narrow), 40)
    expect([eighty.width, eighty.height]).toEqual([640, 24 + 30 + 30 + 80 + 5])
    expect([fiftyEight.width, fiftyEight.height]).toEqual([464, 24 + 30 + 24])
    // paper and ink, nothing between
    expect(fiftyEight.colours()).toBe(2)
  })
  test('has ink in the cells of the text, and nowhere else', async () => {
    const bytes = raw(begin, '豆浆A', ESC, '$', 240, 0, '8', LF, GS, '!', 0x11, FS, '!', 0x0c, '取A', LF)
    const { ink } = await look(await setUp().paint(bytes, wide), 32)
    for (const x of [0, 24]) expect(ink(x, 0, 24, 24)).toBeGreaterThan(0.15)
    for (const x of [48, 240]) expect(ink(x, 0, 12, 24)).toBeGreaterThan(0.08)
    expect(ink(60, 0, 180, 24)).toBe(0)
    expect(ink(252, 0, 324, 24)).toBe(0)
    expect(ink(0, 24, 576, 6)).toBe(0)
    expect(ink(0, 30, 48, 48)).toBeGreaterThan(0.12)
    expect(ink(48, 30, 24, 48)).toBeGreaterThan(0.08)
    expect(ink(72, 30, 504, 48)).toBe(0)
  })
  test('reverse is white on black over the whole cells, bold has more ink', async () => {
    const bytes = raw(begin, GS, 'B', 1, ' 补 ', GS, 'B', 0, LF, '补', LF, ESC, 'E', 1, '补', LF)
    const { ink, isBlack } = await look(await setUp().paint(bytes, wide), 32)
    expect(ink(0, 0, 12, 24)).toBe(1)
    expect(ink(36, 0, 12, 24)).toBe(1)
    expect([isBlack(48, 0), isBlack(0, 24)]).toEqual([false, false])
    // what is white in the one is black in the other
    expect(ink(12, 0, 24, 24) + ink(0, 30, 24, 24)).toBeCloseTo(1, 1)
    expect(ink(0, 60, 25, 24)).toBeGreaterThan(ink(0, 30, 25, 24) * 1.15)
  })
  test('every glyph of ASCII has ink, inside of its own cell', async () => {
    const ascii = Array.from({ length: 94 }, (_, n) => String.fromCharCode(33 + n))
    const lines = ascii.map(character => raw(` ${character} `, character, LF))
    const { ink } = await look(await setUp().paint(raw(begin, ...lines), wide), 32)
    ascii.forEach((character, n) => {
      expect(ink(12, n * 30, 12, 24), character).toBeGreaterThan(0.01)
      expect(ink(0, n * 30, 12, 30) + ink(24, n * 30, 12, 30), character).toBe(0)
      expect(ink(0, n * 30 + 24, 60, 6), character).toBe(0)
    })
  })
  test('bit images stand in the line, dot for dot, on its baseline', async () => {
    const square = raw(ESC, '*', 33, 24, 0, new Uint8Array(72).fill(0xff))
    const { ink } = await look(await setUp().paint(raw(begin, GS, '!', 0x01, 'A', square, LF), wide), 32)
    expect(ink(12, 24, 24, 24)).toBe(1)
    expect(ink(12, 0, 24, 24) + ink(36, 0, 100, 48)).toBe(0)
  })
  test('a QR is its modules', async () => {
    const { ink, isBlack } = await look(await setUp().paint(raw(begin, qr('gudang', 6)), wide), 32)
    // the finder pattern: a ring of 7 modules around 3
    expect(ink(0, 0, 42, 6)).toBe(1)
    expect(ink(6, 6, 30, 6)).toBe(0)
    expect(ink(12, 12, 18, 18)).toBe(1)
    expect(isBlack(0, 20 * 6 + 3)).toBe(true)
  })
  test('is clipped, not refused, when it is endless', async () => {
    const png = Buffer.from(await setUp().paint(raw(begin, 'a\n'.repeat(2000)), narrow))
    // PNG: width and height stand in the header
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([464, 32_000])
  })
})

describe('the child', () => {
  /**
   * The process that draws for this parent, by /proc; 0: none. The youngest, where there are more: other tests in this process
   * may have a painter that still rests.
   */
  function childOf(parent = process.pid): number {
    const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name))
    const drawing = pids.filter(pid => parentOf(pid) === parent && commandOf(pid).includes('paint-child'))
    return Math.max(0, ...drawing.map(Number))
  }
  function parentOf(pid: string): number {
    return Number(/^PPid:\s+(\d+)/m.exec(readIfThere(`/proc/${pid}/status`))?.[1])
  }
  function commandOf(pid: string): string {
    return readIfThere(`/proc/${pid}/cmdline`)
  }
  function readIfThere(path: string): string {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      return ''
    }
  }
  async function gone(pid: number): Promise<void> {
    while (isThere(pid)) await pause(10)
  }
  function isThere(pid: number): boolean {
    // A zombie is gone too: nobody may be left to collect it.
    return /^State:\s+[^ZX]/m.test(readIfThere(`/proc/${pid}/status`))
  }
  const ticket = raw(begin, '豆浆', LF, cut)

  test('ends when it is idle, and a new one draws the next', async () => {
    const painter = setUp({ idleMs: 20 })
    const first = await painter.paint(ticket, narrow)
    const pid = childOf()
    await gone(pid)
    expect(await painter.paint(ticket, narrow)).toEqual(first)
  })
  test('that dies fails one picture, and the others are drawn by the next', async () => {
    const painter = setUp({ idleMs: 60_000 })
    await painter.paint(ticket, narrow)
    const pid = childOf()
    // So that it cannot have drawn one before it dies.
    process.kill(pid, 'SIGSTOP')
    const pictures = [painter.paint(ticket, narrow), painter.paint(ticket, narrow)]
    process.kill(pid, 'SIGKILL')
    const [first, second] = await Promise.allSettled(pictures)
    expect(first).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('SIGKILL') } })
    expect(second?.status).toBe('fulfilled')
  })
  test('that draws too long is killed', async () => {
    await expect(setUp({ drawMs: 1 }).paint(ticket, narrow)).rejects.toThrow('SIGKILL')
  })
  test('draws what a ticket waits for before all pictures', async () => {
    const painter = setUp()
    const done: string[] = []
    const order = { words: [['🥟']], runs: [] }
    await Promise.all([
      painter.paint(ticket, narrow).then(() => done.push('first picture')),
      painter.paint(ticket, narrow).then(() => done.push('second picture')),
      painter.drawGlyphs(order).then(({ words }) => done.push(`${words[0]?.[0]?.cells} cells`)),
    ])
    expect(done).toEqual(['first picture', '2 cells', 'second picture'])
  })
  test('has a bounded queue', async () => {
    const painter = setUp({ queueLength: 1 })
    const pictures = [painter.paint(ticket, narrow), painter.paint(ticket, narrow)]
    await expect(painter.paint(ticket, narrow)).rejects.toThrow('1 pictures wait')
    await Promise.all(pictures)
  })
  test('that cannot be started is an error', async () => {
    await expect(setUp({ child: '/nowhere/paint-child.ts' }).paint(ticket, narrow)).rejects.toThrow('ended with')
  })
  test('ends with close, and what waited is given up', async () => {
    const painter = setUp()
    const picture = painter.paint(ticket, narrow)
    const pid = childOf()
    await Promise.all([expect(picture).rejects.toThrow('closed'), painter.close()])
    expect(isThere(pid)).toBe(false)
    await expect(painter.paint(ticket, narrow)).rejects.toThrow('closed')
  })
  test('ends when its parent is killed', async () => {
    const painter = new URL('../../../drivers/virtual/painter.ts', import.meta.url).href
    const program = `
      const { createPainter } = await import(${JSON.stringify(painter)})
      await createPainter({ idleMs: 600_000 }).paint(Uint8Array.of(65, 10), { columns: 32, dots: 384 })
      console.log('drawn')
      setInterval(() => {}, 1000)`
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(createInterface({ input: parent.stdout }), 'line')
    const pid = childOf(parent.pid)
    expect(pid).toBeGreaterThan(0)
    parent.kill('SIGKILL')
    await gone(pid)
  })
  test('does not keep its parent from ending', async () => {
    const painter = new URL('../../../drivers/virtual/painter.ts', import.meta.url).href
    const program = `
      const { createPainter } = await import(${JSON.stringify(painter)})
      await createPainter({ idleMs: 600_000 }).paint(Uint8Array.of(65, 10), { columns: 32, dots: 384 })`
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' })
    expect(await once(parent, 'exit')).toEqual([0, null])
  })
})
