import { readFileSync, writeFileSync } from 'node:fs'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { expect, test } from 'vitest'
import { setGlyphs } from '../../../drivers/glyphs/set-glyphs.ts'
import { createRenderer } from '../../../drivers/printer/render.ts'
import type { Profile } from '../../../drivers/profiles/profile.ts'
import { findProfile } from '../../../drivers/profiles/profiles.ts'
import { paintPaper } from '../../../drivers/virtual/paint.ts'
import { paperText } from '../../../drivers/virtual/paper.ts'
import { readPaper } from '../../../drivers/virtual/print-head.ts'
import { characterPage } from '../../support/character-page.ts'
import { timers } from '../printer/bench.ts'

// The page that people look at to see whether every script is legible. GUDANG_PICTURES=1 draws docs/characters-*.png anew;
// look at them before they are committed.

async function draw(id: string) {
  const profile = findProfile(id) as Profile
  const render = createRenderer({ profile, drawGlyphs: async order => setGlyphs(order), timers })
  const paper = readPaper(await render(characterPage), profile)
  return { text: paperText(paper), errors: paper.errors, png: paintPaper(paper) }
}

async function dots(png: Uint8Array): Promise<boolean[]> {
  const image = await loadImage(png)
  const sheet = createCanvas(image.width, image.height).getContext('2d')
  sheet.drawImage(image, 0, 0)
  const { data } = sheet.getImageData(0, 0, image.width, image.height)
  return Array.from({ length: data.length / 4 }, (_, n) => (data[4 * n] ?? 255) < 128)
}

test.each([
  ['generic-80', '80'],
  ['generic-58', '58'],
])('every script has its dots on %s, and the picture in docs shows them', async (id, width) => {
  const { text, errors, png } = await draw(id)
  expect(errors).toEqual([])
  // 𪚥 of four dragons, and what stands for having no glyph
  expect(text.match(/\[\?\]/g)).toHaveLength(2)
  const file = new URL(`../../../docs/characters-${width}.png`, import.meta.url)
  if (process.env.GUDANG_PICTURES === '1') writeFileSync(file, png)
  expect(png.length).toBeLessThan(100_000)
  const [now, then] = [await dots(png), await dots(readFileSync(file))]
  expect(now).toHaveLength(then.length)
  // Another build of the drawing library may round a dot in a thousand the other way.
  const other = now.filter((dot, n) => dot !== then[n]).length
  expect(other / now.length).toBeLessThan(0.001)
})
