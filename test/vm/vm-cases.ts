import { contractOverUsb } from './contract-over-usb.ts'
import { faultCases } from './fault-cases.ts'
import { heldCases } from './held-cases.ts'
import { identityCases } from './identity-cases.ts'
import { portCases } from './port-cases.ts'
import { printingCases } from './printing-cases.ts'
import { serialCases } from './serial-cases.ts'
import { serveCases } from './serve-cases.ts'
import type { VmCase } from './vm-case.ts'

export const vmCases: VmCase[] = [
  ...printingCases,
  ...identityCases,
  ...faultCases,
  ...heldCases,
  ...portCases,
  ...contractOverUsb,
  ...serialCases,
  ...serveCases,
]
