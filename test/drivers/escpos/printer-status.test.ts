import { describe, expect, it } from 'vitest'
import { askStatus, statusOf, statusOfAutoStatus, statusOfPaper } from '../../../drivers/escpos/printer-status.ts'

describe('statusOf', () => {
  it.each([
    [{ 1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12 }, 'ready', null],
    [{ 1: 0x16, 2: 0x12, 3: 0x12, 4: 0x12 }, 'ready', null], // drawer pin 3 high
    [{ 1: 0x12 }, 'ready', null],
    [{ 1: 0x12, 4: 0x1e }, 'paper-near-end', null],
    [{ 1: 0x1a, 2: 0x32, 4: 0x7e }, 'paper-out', null],
    [{ 1: 0x12, 2: 0x12, 3: 0x12, 4: 0x72 }, 'paper-out', null], // a clone that says "online" all the same
    [{ 1: 0x1a, 2: 0x16 }, 'cover-open', null],
    [{ 1: 0x1a, 2: 0x52, 3: 0x1a }, 'error', 'cutter'],
    [{ 1: 0x1a, 2: 0x52, 3: 0x32 }, 'error', 'unrecoverable'],
    [{ 1: 0x1a, 2: 0x52, 3: 0x52 }, 'error', 'overheated'],
    [{ 1: 0x1a, 2: 0x52 }, 'error', 'error'],
    [{ 1: 0x1a, 2: 0x1a }, 'offline', 'feeding'],
    [{ 1: 0x1a }, 'offline', null],
    [{}, 'ready', null],
  ])('%j → %s %s', (answers, state, detail) => {
    expect(statusOf(answers)).toEqual({ state, detail })
  })

  it('reads the same from an automatic status and from GS r 1', () => {
    expect(statusOfAutoStatus([0x10, 0, 0, 0])).toEqual({ state: 'ready', detail: null })
    expect(statusOfAutoStatus([0x38, 0, 0x0f, 0])).toEqual({ state: 'cover-open', detail: null })
    expect(statusOfAutoStatus([0x18, 0, 0x0f, 0])).toEqual({ state: 'paper-out', detail: null })
    expect(statusOfAutoStatus([0x18, 0x08, 0, 0])).toEqual({ state: 'error', detail: 'cutter' })
    expect(statusOfAutoStatus([0x10, 0, 0x03, 0])).toEqual({ state: 'paper-near-end', detail: null })
    expect(statusOfPaper(0x00).state).toBe('ready')
    expect(statusOfPaper(0x03).state).toBe('paper-near-end')
    expect(statusOfPaper(0x0f).state).toBe('paper-out')
  })

  it('asks DLE EOT n', () => {
    expect([...askStatus(4)]).toEqual([0x10, 0x04, 4])
  })
})
