import { statSync } from 'node:fs'
import type { Logger } from 'pino'
import type { DrawLogo, LogoFault } from '../../drivers/logo/logo.ts'
import type { Timers } from '../../drivers/printer/timers.ts'
import type { Raster } from '../../shared/ticket/raster.ts'
import type { AlarmBook } from './alarm-book.ts'

/** The shop's logo for paper of so many dots. Null: it has none, or none that can be printed. Never rejects. */
export type ShopLogo = (dots: number) => Promise<Raster | null>

type Drawn = Raster | LogoFault
/** A receipt does not wait longer for an ornament. */
const longestDrawingMs = 10_000

/** It is drawn once for each width of paper, and anew when the file was changed. */
export function createShopLogo(deps: {
  file: string
  drawLogo: DrawLogo
  timers: Timers
  alarms: AlarmBook
  log: Logger
}): ShopLogo {
  const { file, drawLogo, timers, alarms, log } = deps
  let known: { state: string; drawn: Map<number, Promise<Drawn>> } = { state: '', drawn: new Map() }

  async function draw(dots: number): Promise<Drawn> {
    const late = Promise.withResolvers<never>()
    const cancel = timers.after(longestDrawingMs, () => late.reject(new Error(`not drawn in ${longestDrawingMs} ms`)))
    try {
      const answer = await Promise.race([drawLogo({ file, dots }), late.promise])
      return 'raster' in answer ? answer.raster : answer.fault
    } catch (error) {
      log.warn({ err: error }, 'the logo could not be drawn')
      return 'broken'
    } finally {
      cancel()
    }
  }

  return async dots => {
    const state = stateOf(file)
    if (state !== known.state) known = { state, drawn: new Map() }
    if (state === '') {
      alarms.end('logo-unusable', 'logo')
      return null
    }
    const drawing = known.drawn.get(dots) ?? draw(dots)
    known.drawn.set(dots, drawing)
    const drawn = await drawing
    if (typeof drawn === 'string') alarms.raise('logo-unusable', 'logo', { reason: drawn })
    else alarms.end('logo-unusable', 'logo')
    return typeof drawn === 'string' ? null : drawn
  }
}

/** Says whether it is still the same file; empty where there is none. */
function stateOf(file: string): string {
  try {
    const { size, mtimeMs } = statSync(file)
    return `${size} ${mtimeMs}`
  } catch {
    return ''
  }
}
