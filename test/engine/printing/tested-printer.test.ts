import { expect, test } from 'vitest'
import { setGlyphs } from '../../../drivers/glyphs/set-glyphs.ts'
import { createRenderer } from '../../../drivers/printer/render.ts'
import type { Profile } from '../../../drivers/profiles/profile.ts'
import { findProfile, profileIds } from '../../../drivers/profiles/profiles.ts'
import { paperText } from '../../../drivers/virtual/paper.ts'
import { readPaper } from '../../../drivers/virtual/print-head.ts'
import { testedPrinter } from '../../../main/engine/printing/tested-printer.ts'
import { testPage } from '../../../shared/ticket/test-page.ts'
import { timers } from '../../drivers/printer/bench.ts'
import { samplePrint } from '../../support/ticket-samples.ts'

const profiles = profileIds.map(findProfile).filter((profile): profile is Profile => profile !== null)

test.each(profiles)(
  'the technician’s page for $id is read back without an error, and has both its own text and an image',
  async profile => {
    const printer = testedPrinter('kitchen', profile, { confirmation: null, provable: profile.answers })
    const page = testPage({ ...samplePrint(), printer, printerName: '后厨', drawer: true, beep: true })
    const render = createRenderer({ profile, drawGlyphs: async order => setGlyphs(order), timers })
    const paper = readPaper(await render(page), profile)
    expect(paper.errors).toEqual([])
    const text = paperText(paper)
    expect(text).toContain('A GBK   鲜肉包热豆浆 ￥12.50\nB UTF-8 椴滆倝鍖呯儹璞嗘祮\n')
    expect(paper.lines.some(line => line.type === 'picture' && line.bitmap.width === profile.dots)).toBe(true)
    expect(text.includes('[QR GUDANG 后厨]')).toBe(profile.qr === 'native')
  },
)
