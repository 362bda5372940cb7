import { runCases } from '../vm/case-run.ts'
import type { UsbFigure } from '../vm/figure-cases.ts'
import { whyNoMachine } from '../vm/machine.ts'
import { type Figure, median } from './figures.ts'

const wanted = '≤ 1.5×'

/** In a machine with the kernel's own USB printer gadget; what is compared with what: test/vm/figure-cases.ts. */
export async function measureUsbWire(): Promise<Figure[]> {
  const name = 'two confirmed tickets over USB, against two bare bulk writes of the same bytes'
  const why = whyNoMachine()
  if (why !== null) return [{ name, value: `not measured: ${why}`, wanted }]
  const { results, fault } = await runCases('figures')
  const [result] = results.values()
  if (result === undefined || result.error !== null) throw new Error(result?.error ?? fault ?? 'no figure')
  return (result.told as UsbFigure[]).map(({ ticket, way, ours, bare }) => {
    const [mine, least] = [median(ours), median(bare)]
    const value = `${(mine / least).toFixed(2)}× (${mine.toFixed(1)} ms against ${least.toFixed(1)} ms, n=${ours.length})`
    return { name: `${name}: ${ticket}, confirmed by ${way}`, value, wanted }
  })
}
