import type { PrinterView } from '../../../shared/domain/views/printing-views.ts'

export type Question = { message: string; detail: string /** the first one quits */; buttons: string[] }

/** Null: nobody has to be asked. */
export function quitQuestion(printers: readonly Pick<PrinterView, 'queue'>[]): Question | null {
  const owed = printers.reduce((sum, { queue }) => sum + queue, 0)
  if (owed === 0) return null
  return {
    message: `还有 ${owed} 张小票没打完，确定退出？`,
    detail: `退出后不再接单；没打的下次启动时接着打。\n${owed} tickets are not printed yet. They are printed at the next start.`,
    buttons: ['退出 Quit', '不退出 Stay'],
  }
}
