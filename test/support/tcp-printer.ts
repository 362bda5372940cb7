import { onTestFinished } from 'vitest'
import { findProfile } from '../../drivers/profiles/profiles.ts'
import type { FinishedPaper } from '../../drivers/virtual/paper-roll.ts'
import { createTcpServer } from '../../drivers/virtual/tcp-server.ts'
import { createVirtualPrinter } from '../../drivers/virtual/virtual-printer.ts'
import { systemClock } from '../../main/engine/clock.ts'
import type { VirtualPrinterOrder } from '../../shared/domain/virtual-printer.ts'

/** A printer on the network that tears its papers off into `papers`; unlike a virtual one it draws no pictures. */
export async function openTcpPrinter(id = 'kitchen') {
  const profile = findProfile('generic-80')
  if (profile === null) throw new Error('no profile generic-80')
  const papers: FinishedPaper[] = []
  const printer = createVirtualPrinter({
    profile,
    confirm: 'process-id',
    clock: systemClock,
    onPaper: paper => void papers.push(paper),
  })
  const server = await createTcpServer(printer, { port: 0 })
  onTestFinished(async () => {
    await server.close()
    printer.close()
  })
  return {
    papers,
    obey: (order: VirtualPrinterOrder) => server.obey(order),
    /** how it stands in config.json */
    settings: {
      id,
      name: '后厨',
      profile: 'generic-80',
      connection: { type: 'tcp', host: server.host, port: server.port },
    },
  }
}
