import { expect, test } from 'vitest'
import { cells, takeCells } from '../../../shared/ticket/cell-width.ts'
import { type DrawnPiece, pieceCharacter, pieceIndex } from '../../../shared/ticket/drawn-text.ts'
import { lineRuns } from '../../../shared/ticket/line-runs.ts'
import { wrapText } from '../../../shared/ticket/wrap-text.ts'

const style = { size: { width: 1, height: 1 }, bold: false, reverse: false } as const
const pieces: DrawnPiece[] = []
const pieceOf = (character: string) => pieces[pieceIndex(character)] as DrawnPiece
function piece(text: string, width: number, { rightToLeft = false, isPartOfWord = false } = {}): string {
  pieces.push({ text, cells: width, rightToLeft })
  return pieceCharacter(pieces.length - 1, width, isPartOfWord)
}
const split = (line: string, room = 48) =>
  lineRuns(line, style, pieceOf, room).map(run => [run.text, run.drawn?.cells ?? null])

const emoji = piece('🥟', 2)
const [marhaban, sahha] = ['مرحبا', 'صحة'].map(word => piece(word, 5, { rightToLeft: true, isPartOfWord: true })) as [
  string,
  string,
]

test('a private character knows its width', () => {
  for (let width = 1; width <= 8; width++) expect(cells(`a${piece('x', width)}包`)).toBe(width + 3)
  expect(takeCells(`a${emoji}b`, 2)).toBe('a')
  expect(takeCells(`a${emoji}b`, 3)).toBe(`a${emoji}`)
})

test('a line without any is one run', () => {
  expect(split('鲜肉包 ×2')).toEqual([['鲜肉包 ×2', null]])
})

test('what is drawn is a run by itself, in the style of its line', () => {
  expect(split(`鲜${emoji}${emoji}x`)).toEqual([
    ['鲜', null],
    ['🥟', 2],
    ['🥟', 2],
    ['x', null],
  ])
  const [run] = lineRuns(emoji, { ...style, bold: true, reverse: true }, pieceOf, 48)
  expect(run).toEqual({ ...style, text: '🥟', bold: true, reverse: true, drawn: { cells: 2, rightToLeft: false } })
})

test('the words of a phrase from right to left are one run, with what stands between them', () => {
  expect(split(`${marhaban}${sahha}`)).toEqual([['مرحباصحة', 10]])
  expect(split(`备注：${marhaban} 5 (${sahha}) ${marhaban}。`)).toEqual([
    ['备注：', null],
    ['مرحبا 5 (صحة) مرحبا', 21],
    ['。', null],
  ])
})

test('a quantity after such a phrase, and the other column, stay where they are', () => {
  expect(split(`${marhaban} ×2`)).toEqual([
    ['مرحبا', 5],
    [' ×2', null],
  ])
  expect(split(`${marhaban}  ${sahha}`).map(([text]) => text)).toEqual(['مرحبا', '  ', 'صحة'])
  expect(split(`${marhaban} 和 ${sahha}`).map(([text]) => text)).toEqual(['مرحبا', ' 和 ', 'صحة'])
})

test('a piece wider than the paper is squeezed', () => {
  expect(split(marhaban, 4)).toEqual([['مرحبا', 4]])
})

test('a line breaks around an emoji, but not in a word that has a drawn letter', () => {
  const enye = piece('ñ', 1, { isPartOfWord: true })
  expect(wrapText(`包包${emoji}包`, 5)).toEqual(['包包', `${emoji}包`])
  expect(wrapText(`ab jalape${enye}o`, 9)).toEqual(['ab', `jalape${enye}o`])
  expect(wrapText(`包（${emoji}）`, 6)).toEqual(['包', `（${emoji}）`])
})
