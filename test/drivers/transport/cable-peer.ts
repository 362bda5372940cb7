import type { Transport } from '../../../drivers/transport/transport.ts'
import type { SerialCable } from '../../support/serial-cable.ts'
import { until } from '../../support/until.ts'
import type { Peer } from './contract.ts'

/** The printer at the other end of a cable, for the contract. */
export function peerAtCable(cable: SerialCable, transport: Transport): Peer {
  return {
    transport,
    received: count => until(() => cable.taken.length >= count && cable.taken),
    pause: () => {
      cable.paused = true
    },
    resume: () => {
      cable.paused = false
    },
    say: bytes => cable.say(bytes),
    drop: () => cable.unplug(),
    end: null,
    stop: async () => cable.unplug(),
  }
}
