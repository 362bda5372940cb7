import { expect, test } from 'vitest'
import { createEncoder } from '../../../drivers/escpos/encoder.ts'
import { legible } from '../../../drivers/escpos/gbk-text.ts'
import type { Profile } from '../../../drivers/profiles/profile.ts'
import { findProfile, profileIds } from '../../../drivers/profiles/profiles.ts'
import { paperText } from '../../../drivers/virtual/paper.ts'
import { readPaper } from '../../../drivers/virtual/print-head.ts'
import { kitchenTicket } from '../../../shared/ticket/kitchen-ticket.ts'
import { layoutDocument } from '../../../shared/ticket/layout.ts'
import { modifiers, sampleContent, sampleLine, samplePrint } from '../../support/ticket-samples.ts'

const profiles = profileIds
  .map(findProfile)
  .filter((profile): profile is Profile => profile?.dialect === 'epson' && profile.chinese === 'gbk')

test.each(profiles)('a kitchen ticket for $id is what its paper says, without an error', profile => {
  const lines = [
    sampleLine('鲜肉包', 2, { modifiers: modifiers('加辣', '少葱'), note: '不要姜，'.repeat(30) }),
    sampleLine('油条 YT01', 12),
  ]
  const document = kitchenTicket(sampleContent({ lines }), samplePrint({ copy: 2, reprint: true, doubtful: true }))
  const layout = layoutDocument(document, { columns: profile.columns, legible })
  const paper = readPaper(createEncoder(profile).encode(layout), profile)
  expect(paper.errors).toEqual([])
  // Line by line, what layout set is what the decoder found.
  const said = layout.flatMap(line =>
    line.type === 'text'
      ? [
          line.runs
            .map(({ text }) => text)
            .join('')
            .trim(),
        ]
      : [],
  )
  const seen = paperText(paper)
    .split('\n')
    .map(line => line.trim())
  expect(seen.filter(line => line !== '')).toEqual(said.filter(line => line !== ''))
})
