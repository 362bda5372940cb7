import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import { asciiFont, hanziFont, loadFont } from '../glyphs/fonts.ts'
import type { Bitmap } from './bitmap.ts'
import { cellHeight, type Paper, type PaperLine, type TextRun } from './paper.ts'

// A picture of paper, one pixel a dot. Everything is drawn as ink on an empty sheet, and then each dot is made black or
// left alone, as a thermal head does.

/** The roll is wider than what is printable: 80 mm for 576 dots, 58 mm for 384, at 8 dots a mm. */
const rollWidth = (dots: number) => (dots > 384 ? 640 : 464)
const [topMargin, bottomMargin] = [24, 24]
/** The knife's teeth, and how far pieces lie apart. */
const [tooth, teeth, gap] = [8, 5, 8]
/** A canvas ends at 32767 pixels. What is longer, four metres of paper, is cut off below; its text is whole. */
const longestPicture = 32_000
/** alpha, blue, green, red: a pixel of ImageData as a number on every machine that Node runs on */
const [paperColour, inkColour] = [0xff_f8_fb_fc, 0xff_21_22_24]
/** How much of a dot must be covered for the head to burn it. */
const burnAt = 104

/** PNG of the paper. Heavy: it is called in the painter's child process only. */
export function paintPaper(paper: Paper): Uint8Array {
  loadFont(hanziFont)
  loadFont(asciiFont)
  const width = rollWidth(paper.dots)
  const heights = paper.lines.map((line, n) => lineHeight(line, n === paper.lines.length - 1))
  const end = paper.lines.at(-1)?.type === 'cut' ? 0 : bottomMargin
  const length = heights.reduce((sum, height) => sum + height, topMargin + end)
  const canvas = createCanvas(width, Math.min(length, longestPicture))
  const ink = canvas.getContext('2d')
  ink.translate((width - paper.dots) / 2, topMargin)
  ink.textBaseline = 'alphabetic'
  const cuts: number[] = []
  let y = 0
  paper.lines.forEach((line, n) => {
    if (line.type === 'text') drawText(ink, line, y, paper.dots)
    if (line.type === 'picture') drawBitmap(ink, line.bitmap, { ...line, y, end: paper.dots })
    if (line.type === 'cut') cuts.push(y + topMargin)
    y += heights[n] ?? 0
  })
  burn(ink, canvas)
  for (const cut of cuts) drawCut(ink, cut, canvas)
  return canvas.toBuffer('image/png')
}

function lineHeight(line: PaperLine, isLast: boolean): number {
  if (line.type === 'picture') return line.bitmap.height * line.scaleY
  if (line.type === 'cut') return isLast ? teeth : gap + teeth + topMargin
  return line.height
}

function drawText(ink: SKRSContext2D, line: Extract<PaperLine, { type: 'text' }>, top: number, dots: number): void {
  const tallest = Math.max(...line.runs.map(cellHeight))
  ink.save()
  if (line.upsideDown) {
    ink.translate(dots, 2 * top + tallest)
    ink.rotate(Math.PI)
  }
  for (const run of line.runs) {
    const y = top + tallest - cellHeight(run)
    if ('bitmap' in run) drawBitmap(ink, run.bitmap, { ...run, y, end: dots })
    else drawRun(ink, run, y)
  }
  ink.restore()
}

function drawRun(ink: SKRSContext2D, run: TextRun, top: number): void {
  const width = run.text.length * run.pitch
  if (run.reverse) ink.fillRect(run.x, top, width, cellHeight(run))
  // Reverse is paper left white: the characters are taken out of the black.
  ink.globalCompositeOperation = run.reverse ? 'destination-out' : 'source-over'
  if (run.underline > 0 && !run.reverse)
    ink.fillRect(run.x, top + cellHeight(run) - run.underline, width, run.underline)
  ;[...run.text].forEach((character, n) => {
    ink.save()
    ink.translate(run.x + n * run.pitch, top)
    ink.scale(run.width, run.height)
    drawCharacter(ink, character, run)
    ink.restore()
  })
  ink.globalCompositeOperation = 'source-over'
}

function drawCharacter(ink: SKRSContext2D, character: string, { chinese, font, bold }: TextRun): void {
  // A glyph has the dots of its cell and no others.
  ink.beginPath()
  ink.rect(0, 0, chinese ? 24 : font === 'A' ? 12 : 9, chinese || font === 'A' ? 24 : 17)
  ink.clip()
  // Noto Sans Mono is 0.6 em wide: 20 px fill a cell of 12, and a little height is added.
  if (!chinese) ink.scale(font === 'A' ? 1 : 0.75, font === 'A' ? 1.1 : 0.75)
  const { size, family, baseline } = chinese ? hanziFont : asciiFont
  ink.font = `${size}px "${family}"`
  const y = chinese ? baseline : baseline / 1.1
  ink.fillText(character, 0, y)
  // Emphasis is a second strike, one dot to the right.
  if (bold) ink.fillText(character, 1, y)
}

type Place = { x: number; y: number; scaleX: number; scaleY: number; end: number }

function drawBitmap(ink: SKRSContext2D, bitmap: Bitmap, { x, y, scaleX, scaleY, end }: Place): void {
  for (let row = 0; row < bitmap.height; row++)
    for (let column = 0; column < bitmap.width; column++)
      if (bitmap.dots[row * bitmap.width + column] === 1 && x + column * scaleX < end)
        ink.fillRect(x + column * scaleX, y + row * scaleY, scaleX, scaleY)
}

/** Every dot is paper or ink. */
function burn(ink: SKRSContext2D, { width, height }: Canvas): void {
  const image = ink.getImageData(0, 0, width, height)
  const dots = new Uint32Array(image.data.buffer, image.data.byteOffset, width * height)
  for (let n = 0; n < dots.length; n++) dots[n] = (dots[n] ?? 0) >>> 24 >= burnAt ? inkColour : paperColour
  ink.putImageData(image, 0, 0)
}

/** Takes away what lies between two pieces, or below the last. */
function drawCut(ink: SKRSContext2D, y: number, { width, height }: Canvas): void {
  ink.setTransform(1, 0, 0, 1, 0, 0)
  ink.globalCompositeOperation = 'destination-out'
  for (let x = 0; x < width; x += tooth) {
    ink.beginPath()
    ink.moveTo(x, y)
    ink.lineTo(x + tooth / 2, y + teeth)
    ink.lineTo(x + tooth, y)
    ink.lineTo(x + tooth, Math.min(y + gap, height))
    ink.lineTo(x + tooth / 2, Math.min(y + gap + teeth, height))
    ink.lineTo(x, Math.min(y + gap, height))
    ink.fill()
  }
  ink.globalCompositeOperation = 'source-over'
}
