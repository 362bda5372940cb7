import { expect, it } from 'vitest'
import { createPrinter } from '../../../drivers/printer/create-printer.ts'
import type { Learned } from '../../../drivers/printer/printer.ts'
import { findProfile } from '../../../drivers/profiles/profiles.ts'
import { createVirtualPrinter } from '../../../drivers/virtual/virtual-printer.ts'
import type { Confirmation } from '../../../shared/domain/printer.ts'
import { nothingLearned, ticket, timers } from './bench.ts'

// The virtual printer in this process answers before the write that asked has resolved: the quickest there can be.

function open(confirm: Confirmation, learned: Partial<Learned>) {
  const profile = findProfile('generic-80')
  if (profile === null) throw new Error('no profile')
  const papers: string[] = []
  const device = createVirtualPrinter({ profile, confirm, clock: timers, onPaper: paper => papers.push(paper.text) })
  const printer = createPrinter({
    profile,
    transport: device.transport,
    confirmation: 'auto',
    learned: { ...nothingLearned, ...learned },
    onLearned: () => {},
    onStatus: () => {},
    ticketSeq: () => 7,
    timers,
  })
  const print = async () =>
    printer.print(await printer.render(ticket), { beforeFirstByte: () => {}, signal: new AbortController().signal })
  return { device, printer, papers, print }
}

it.each([
  ['nothing', {}],
  ['how it confirms, from the run before', { confirmation: 'status', answersStatus: true }],
] as const)('prints and confirms at once, knowing %s', async (_, learned) => {
  const { device, printer, papers, print } = open('process-id', learned)
  for (const _ of [1, 2]) expect(await print()).toMatchObject({ kind: 'printed', evidence: 'status' })
  expect(papers).toHaveLength(2)
  await printer.release()
  device.close()
})
