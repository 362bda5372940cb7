import type { Confirmation } from '../../shared/domain/printer.ts'

/** What is known of a printer model. Data only; rows live in profiles.ts. */
export type Profile = {
  id: string
  name: string
  /** printable cells of font A (12 dots) in one line: 48 on 80 mm, 32 on 58 mm */
  columns: 48 | 32
  /** printable dots in one line: 576 on 80 mm, 384 on 58 mm, 203 dpi */
  dots: number
  /** the dialect whose command bytes node-thermal-printer supplies */
  dialect: 'epson'
  /** null: the printer is asked after the first ticket's cut */
  confirmation: Confirmation | null
  cutter: boolean
  /** where these facts come from */
  source: string
}
