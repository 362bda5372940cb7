import type { DrawGlyphs } from '../../drivers/glyphs/glyph.ts'
import { createPrinter } from '../../drivers/printer/create-printer.ts'
import type { Outcome, Printer, PrinterStatus } from '../../drivers/printer/printer.ts'
import { findProfile } from '../../drivers/profiles/profiles.ts'
import { createPainter } from '../../drivers/virtual/painter.ts'
import type { PrinterTrouble } from '../../shared/domain/printer-trouble.ts'
import type { PrinterSettings, Settings } from '../../shared/domain/settings.ts'
import type { TestWishes } from '../../shared/domain/ticket.ts'
import { testPage } from '../../shared/ticket/test-page.ts'
import { systemClock } from '../engine/clock.ts'
import { openTransport } from '../engine/printing/open-transport.ts'
import { testedPrinter } from '../engine/printing/tested-printer.ts'
import { type WatchedTransport, watchTransport } from '../engine/printing/watched-transport.ts'

// A printer of the shop, spoken to without an engine. The device has to be ours: no engine may hold the data folder.

/** Connecting takes at most 3 s, and so does an answer. */
const patienceMs = 8_000

/** Null: it exists only inside an engine, or its profile is unknown. */
function openPrinter(
  settings: PrinterSettings,
  drawGlyphs?: DrawGlyphs,
): { printer: Printer; way: WatchedTransport } | null {
  const profile = findProfile(settings.profile)
  if (settings.connection.type === 'virtual' || profile === null) return null
  const way = watchTransport(openTransport(settings))
  const printer = createPrinter({
    profile,
    transport: way.transport,
    confirmation: settings.confirmation,
    learned: { confirmation: null, answersStatus: null, silences: 0 },
    onLearned() {},
    onStatus() {},
    ticketSeq: () => Math.floor(Date.now() / 1000),
    timers: systemClock,
    drawGlyphs,
  })
  return { printer, way }
}

export async function askPrinter(
  settings: PrinterSettings,
): Promise<(PrinterStatus & { trouble: PrinterTrouble | null }) | null> {
  const opened = openPrinter(settings)
  if (opened === null) return null
  const { printer, way } = opened
  try {
    const status = await printer.status(AbortSignal.timeout(patienceMs))
    return { ...status, trouble: way.trouble }
  } finally {
    await printer.release()
  }
}

export async function printTestPage(
  settings: PrinterSettings,
  shop: Settings['shop'],
  wishes: TestWishes,
): Promise<Outcome | null> {
  const painter = createPainter()
  const printer = openPrinter(settings, order => painter.drawGlyphs(order))?.printer
  const profile = findProfile(settings.profile)
  if (printer === undefined || profile === null) return null
  try {
    const { timezone, language } = shop
    const page = { ...wishes, printerName: settings.name, printer: testedPrinter(settings.id, profile, printer) }
    const bytes = await printer.render(testPage({ ...page, timezone, language, printedAt: Date.now() }))
    return await printer.print(bytes, { beforeFirstByte() {}, signal: AbortSignal.timeout(patienceMs), proves: true })
  } finally {
    await Promise.all([printer.release(), painter.close()])
  }
}
