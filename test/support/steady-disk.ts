import type { DiskWatch } from '../../main/engine/recovery/disk-watch.ts'

/** A disk that never fails. */
export const steadyDisk: DiskWatch = {
  noticed: () => {},
  takesOrders: () => true,
  look: () => {},
  stop: async () => {},
}
