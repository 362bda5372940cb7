import type { Raster } from './raster.ts'
import type { TestedPrinter } from './test-page.ts'
import type { PaperLanguage } from './words.ts'

/** What is only known when a ticket goes to paper: when, where, and which paper of it this is. */
export type PaperPrint = {
  /** epoch ms */
  printedAt: number
  /** IANA name of the shop's zone */
  timezone: string
  language: PaperLanguage
  /** 1 + earlier attempts that put a byte on the wire: the n of 第n次 */
  copy: number
  reprint: boolean
  doubtful: boolean
  /** older than staleAfterMinutes */
  late: boolean
  /** the name of the station whose printer this one stands in for */
  standsInFor: string | null
  /** the shop's, for receipts, no wider than the paper */
  logo: Raster | null
  /** what test pages are about */
  printer: TestedPrinter
}
