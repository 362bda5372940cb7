import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { programFile } from '../support/programs.ts'
import { begin, cut, LF, raw } from '../support/raw-bytes.ts'

const program = programFile('printer')
type Child = ChildProcessByStdio<Writable, Readable, Readable>
let children: Child[]
let dir: string
beforeEach(async () => {
  children = []
  dir = await mkdtemp(join(tmpdir(), 'gudang-printer-'))
})
afterEach(async () => {
  for (const child of children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  await rm(dir, { recursive: true })
})

function start(...args: string[]) {
  const child: Child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  children.push(child)
  const lines = (stream: Readable) => createInterface({ input: stream })[Symbol.asyncIterator]()
  const [out, err] = [lines(child.stdout), lines(child.stderr)]
  return {
    child,
    said: async () => JSON.parse((await out.next()).value ?? 'null'),
    complained: async () => (await err.next()).value ?? '',
    order: (line: unknown) => child.stdin.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`),
    exit: async () => (child.exitCode !== null ? [child.exitCode] : await once(child, 'exit'))[0],
  }
}
async function print(port: number, ...parts: Parameters<typeof raw>): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.end(raw(begin, ...parts))
  await once(socket.resume(), 'close')
}

test('a ready line, then a line per paper with its files', async () => {
  const printer = start('--port', '0', '--width', '58', '--confirm', 'status', '--out', dir)
  const ready = await printer.said()
  expect(ready).toEqual({ event: 'ready', host: '127.0.0.1', port: expect.any(Number), pid: printer.child.pid })
  await print(ready.port, '豆浆', LF, 0x07, cut)
  const paper = await printer.said()
  expect(paper).toEqual({
    event: 'paper',
    text: '豆浆\n',
    errors: [{ code: 'undecodable', offset: 9, message: 'an unknown command: 07' }],
    torn: false,
    files: { bin: join(dir, '000001.bin'), txt: join(dir, '000001.txt'), png: join(dir, '000001.png') },
  })
  expect((await readdir(dir)).sort()).toEqual(['000001.bin', '000001.png', '000001.txt'])
  expect([...(await readFile(paper.files.png)).subarray(1, 4)]).toEqual([...Buffer.from('PNG')])
  printer.child.kill('SIGTERM')
  expect(await printer.exit()).toBe(0)
})

test('takes orders on stdin, names what is wrong with one, and outlives its end', async () => {
  const printer = start('--port', '0')
  const { port } = await printer.said()
  printer.order({ paper: 'gone' })
  expect(JSON.parse(await printer.complained())).toMatchObject({
    field: 'paper',
    msg: expect.stringContaining('line 1: paper'),
  })
  printer.order({ colour: 'red' })
  expect(JSON.parse(await printer.complained())).toMatchObject({ field: 'colour' })
  printer.order('power off')
  expect(JSON.parse(await printer.complained())).toMatchObject({ field: 'order' })
  printer.order({ power: 'off' })
  printer.order('')
  printer.order({ power: 'on' })
  printer.child.stdin.end('{"confirm":"none"}')
  while ((await print(port, 'back', LF, cut).catch(error => error)) instanceof Error);
  expect(await printer.said()).toMatchObject({ event: 'paper', text: 'back\n', files: null })
  printer.child.kill('SIGINT')
  expect(await printer.exit()).toBe(0)
})

describe('refuses', () => {
  test.each([
    [['--width', '70'], '--width'],
    [['--port', 'x'], '--port'],
    [['--port', '70000'], '--port'],
    [['--confirm', 'maybe'], '--confirm'],
    [['--baud', '7'], '--baud'],
    [['--colour', 'red'], '--colour'],
    [['--port'], '--port'],
    [['--out', '/dev/null/paper'], '--out'],
    [['9100'], '9100'],
  ])('%j', async (args, named) => {
    const printer = start(...args)
    const message = await printer.complained()
    expect(message).toContain(named)
    expect(message).not.toContain('{')
    expect(await printer.exit()).toBe(2)
  })
  test('a port in use', async () => {
    const { port } = await start('--port', '0').said()
    const second = start('--port', String(port))
    expect(await second.complained()).toContain(`--port: `)
    expect(await second.exit()).toBe(5)
  })
})
