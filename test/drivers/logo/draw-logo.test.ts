import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import { expect, test } from 'vitest'
import { drawLogo } from '../../../drivers/logo/draw-logo.ts'
import { tempFolder } from '../../support/temp-folder.ts'

function png(width: number, height: number, draw: (sheet: SKRSContext2D) => void): Buffer {
  const canvas = createCanvas(width, height)
  draw(canvas.getContext('2d'))
  return canvas.toBuffer('image/png')
}
function fill(colour: string) {
  return (sheet: SKRSContext2D) => {
    sheet.fillStyle = colour
    sheet.fillRect(0, 0, sheet.canvas.width, sheet.canvas.height)
  }
}
async function draw(bytes: Uint8Array | null, dots = 384) {
  const file = join(tempFolder(), 'logo.png')
  if (bytes !== null) writeFileSync(file, bytes)
  return drawLogo({ file, dots })
}
async function drawn(bytes: Uint8Array, dots?: number) {
  const answer = await draw(bytes, dots)
  if (!('raster' in answer)) throw new Error(answer.fault)
  return answer.raster
}
/** The size that a PNG says it has, without the pixels for it. */
function claiming(width: number, height: number): Buffer {
  const bytes = png(8, 8, fill('black'))
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  return bytes
}

test('is scaled down to the paper, keeps its shape, and is never enlarged', async () => {
  expect(await drawn(png(1152, 300, fill('black')), 576)).toMatchObject({ bytesPerRow: 72, rows: 150 })
  expect(await drawn(png(1152, 300, fill('black')), 384)).toMatchObject({ bytesPerRow: 48, rows: 100 })
  expect(await drawn(png(800, 800, fill('black')), 576)).toMatchObject({ bytesPerRow: 20, rows: 160 })
  expect(await drawn(png(64, 40, fill('black')), 576)).toMatchObject({ bytesPerRow: 8, rows: 40 })
  expect(await drawn(png(4000, 1, fill('black')), 576)).toMatchObject({ bytesPerRow: 72, rows: 1 })
})

test('black on nothing is black on white; half see-through is half grey', async () => {
  const half = await drawn(png(16, 1, sheet => sheet.fillRect(0, 0, 8, 1)))
  expect([...half.data]).toEqual([0xff, 0])
  const grey = await drawn(png(64, 64, fill('rgba(0, 0, 0, 0.5)')))
  const black = grey.data.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0)
  expect(black / 4096).toBeCloseTo(0.5, 1)
})

test.each([
  ['unreadable', 'nothing there', null],
  ['not-png', 'a JPEG', Buffer.from('ffd8ffe000104a46494600010100000100010000ffdb', 'hex')],
  ['not-png', 'an empty file', Buffer.alloc(0)],
  ['not-png', 'an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>')],
  ['too-large', 'a hundred megapixels', claiming(10_000, 10_000)],
  ['too-large', 'pixels past all counting', claiming(0xffffffff, 0xffffffff)],
  ['too-large', 'six megabytes', Buffer.concat([png(8, 8, fill('black')), Buffer.alloc(6_000_000)])],
  ['broken', 'no pixels behind the head', png(8, 8, fill('black')).subarray(0, 30)],
  ['broken', 'no width', claiming(0, 10)],
] as const)('%s: %s', async (fault, _, bytes) => {
  expect(await draw(bytes)).toEqual({ fault })
})
