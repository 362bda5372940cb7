import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Painter } from './painter.ts'
import type { PaperWidth } from './paper.ts'
import type { FinishedPaper } from './paper-roll.ts'

/** Paths of one paper; `png` is null where it could not be drawn. */
export type PaperFiles = { bin: string; txt: string; png: string | null }

export type PaperFolder = {
  /** Writes NNNNNN.bin and .txt, then .png; each appears whole. Rejects where the disk refuses the first two. */
  keep(paper: Pick<FinishedPaper, 'bytes' | 'text'>): Promise<PaperFiles>
  /** Resolves when all that was given is written. */
  settled(): Promise<void>
}

/** The tray that a virtual printer's paper falls into. Numbers go on where the last run stopped. */
export function createPaperFolder({
  dir,
  width,
  painter,
}: {
  dir: string
  width: PaperWidth
  painter: Pick<Painter, 'paint'>
}): PaperFolder {
  mkdirSync(dir, { recursive: true })
  let last = Math.max(0, ...readdirSync(dir).map(name => Number(/^(\d{6,})\.(bin|png|txt)$/.exec(name)?.[1] ?? 0)))
  let drawing: Promise<unknown> = Promise.resolve()

  /** One picture at a time, its bytes read back when its turn comes: a rush waits on disk, not in memory. */
  async function draw(bin: string, png: string): Promise<string | null> {
    try {
      await place(png, await painter.paint(await readFile(bin), width))
      return png
    } catch {
      return null
    }
  }

  async function keep({ bytes, text }: Pick<FinishedPaper, 'bytes' | 'text'>): Promise<PaperFiles> {
    last += 1
    const base = join(dir, String(last).padStart(6, '0'))
    const [bin, txt, png] = [`${base}.bin`, `${base}.txt`, `${base}.png`]
    const written = Promise.all([place(bin, bytes), place(txt, text)])
    const drawn = Promise.allSettled([drawing, written]).then(() => draw(bin, png))
    drawing = drawn
    await written
    return { bin, txt, png: await drawn }
  }
  return { keep, settled: async () => void (await drawing) }
}

/** Whole or not at all. */
async function place(path: string, content: Uint8Array | string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    await writeFile(temporary, content)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
