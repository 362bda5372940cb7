import { findProfile } from '../../drivers/profiles/profiles.ts'
import type { FinishedPaper } from '../../drivers/virtual/paper-roll.ts'
import { createTcpServer, type TcpServer } from '../../drivers/virtual/tcp-server.ts'
import { createVirtualPrinter, type VirtualPrinter } from '../../drivers/virtual/virtual-printer.ts'
import { systemClock } from '../../main/engine/clock.ts'
import type { Confirmation } from '../../shared/domain/printer.ts'

export type NetworkPrinter = {
  port: number
  /** what came out, in order */
  papers: FinishedPaper[]
  device: VirtualPrinter
  obey: TcpServer['obey']
  close(): Promise<void>
}

/** A printer on the network that lives in the test: the engine under test meets it over TCP only. */
export async function openNetworkPrinter(confirm: Confirmation, profileId = 'generic-80'): Promise<NetworkPrinter> {
  const profile = findProfile(profileId)
  if (profile === null) throw new Error(`no profile ${profileId}`)
  const papers: FinishedPaper[] = []
  const device = createVirtualPrinter({ profile, confirm, clock: systemClock, onPaper: paper => papers.push(paper) })
  const server = await createTcpServer(device, { port: 0 })
  return {
    port: server.port,
    papers,
    device,
    obey: order => server.obey(order),
    async close() {
      await server.close()
      device.close()
    },
  }
}
