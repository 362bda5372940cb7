import type { TicketDocument } from '../../shared/ticket/document.ts'
import { layoutDocument } from '../../shared/ticket/layout.ts'
import { createEncoder } from '../escpos/encoder.ts'
import { legible } from '../escpos/gbk-text.ts'
import type { DrawGlyphs } from '../glyphs/glyph.ts'
import { createGlyphMemory, openReading } from '../glyphs/glyph-reading.ts'
import type { Profile } from '../profiles/profile.ts'
import type { Timers } from './timers.ts'

export type RenderOptions = {
  profile: Profile
  /** draws what the printer's fonts lack; without it they become [?] */
  drawGlyphs?: DrawGlyphs | undefined
  timers: Timers
}

/** Starting the child and its largest font takes half a second. A ticket does not wait much longer for an emoji. */
const longestDrawingMs = 5000
/** Pieces first, then their dots; nothing asks a third time. */
const mostRounds = 3

/** what was drawn for any printer serves all of them */
const memory = createGlyphMemory()

/** Documents into a printer's bytes: at once where its own fonts have all characters, or all were drawn before. */
export function createRenderer({ profile, drawGlyphs, timers }: RenderOptions) {
  const encoder = createEncoder(profile)
  const { columns } = profile

  return async (document: TicketDocument): Promise<Uint8Array> => {
    if (drawGlyphs === undefined) return encoder.encode(layoutDocument(document, { columns, legible }))
    const reading = openReading(memory)
    for (let round = 1; ; round++) {
      const bytes = encoder.encode(layoutDocument(document, { columns, ...reading }), reading.columnsOf)
      const missing = reading.takeMissing()
      if (missing === null) return bytes
      try {
        if (round > mostRounds) throw new Error('asked too often')
        reading.learn(missing, await within(longestDrawingMs, drawGlyphs(missing)))
      } catch {
        // A ticket with a [?] in it is better than none.
        reading.giveUp()
      }
    }
  }

  function within<T>(ms: number, promise: Promise<T>): Promise<T> {
    const { promise: first, resolve, reject } = Promise.withResolvers<T>()
    const cancel = timers.after(ms, () => reject(new Error(`not drawn within ${ms} ms`)))
    promise.then(resolve, reject).finally(cancel)
    return first
  }
}
