import { afterEach, describe, it } from 'vitest'
import { contractCases, type Peer, type PeerMaker } from './contract-cases.ts'

export type { Peer, PeerMaker } from './contract-cases.ts'

/** What drivers/transport/transport.ts promises, for any transport. */
export function transportContract(name: string, makePeer: PeerMaker): void {
  describe(`${name} keeps the law of transport.ts`, () => {
    const peers: Peer[] = []
    const make = async (): Promise<Peer> => {
      const peer = await makePeer()
      peers.push(peer)
      return peer
    }
    afterEach(async () => {
      for (const peer of peers.splice(0)) await peer.stop()
    })
    for (const one of contractCases) it(one.name, () => one.run(make))
  })
}
