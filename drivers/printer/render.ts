import type { TicketDocument } from '../../shared/ticket/document.ts'
import { layoutDocument } from '../../shared/ticket/layout.ts'
import { createEncoder } from '../escpos/encoder.ts'
import { legible, legibleAscii } from '../escpos/gbk-text.ts'
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
const longestDrawingMs = 15_000
/** The pieces, then their dots; the third time all is known. */
const mostRounds = 3

/** what was drawn for any printer serves all of them */
const memory = createGlyphMemory()

/** Documents into a printer's bytes: at once where its own fonts have all characters, or all were drawn before. */
export function createRenderer({ profile, drawGlyphs, timers }: RenderOptions) {
  const encoder = createEncoder(profile)
  const { columns } = profile

  async function render(document: TicketDocument): Promise<Uint8Array> {
    if (drawGlyphs === undefined) return renderPlain(document)
    const reading = openReading(memory)
    for (let round = 1; round <= mostRounds; round++) {
      const bytes = encoder.encode(layoutDocument(document, { columns, ...reading }), reading.columnsOf)
      const missing = reading.takeMissing()
      if (missing === null) return bytes
      try {
        reading.learn(missing, await within(longestDrawingMs, drawGlyphs(missing)))
      } catch {
        break
      }
    }
    return renderPlain(document)
  }

  /** Only what the printer's own fonts have: a ticket with a [?] in it is better than none. */
  function renderPlain(document: TicketDocument): Uint8Array {
    const own = profile.chinese === 'gbk' ? legible : legibleAscii
    return encoder.encode(layoutDocument(document, { columns, legible: own }))
  }

  function within<T>(ms: number, promise: Promise<T>): Promise<T> {
    const { promise: first, resolve, reject } = Promise.withResolvers<T>()
    const cancel = timers.after(ms, () => reject(new Error(`not drawn within ${ms} ms`)))
    promise.then(resolve, reject).finally(cancel)
    return first
  }

  return render
}
