import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { printerDetails } from '../../shared/domain/printer-details.ts'
import { programFile } from '../support/programs.ts'
import { runCommand, startProgram } from '../support/run-command.ts'
import { openTcpPrinter } from '../support/tcp-printer.ts'
import { tempFolder } from '../support/temp-folder.ts'

type Place = Awaited<ReturnType<typeof openTcpPrinter>>['settings'] | object

function shopFolder(...printers: Place[]): string {
  const folder = tempFolder()
  const settings = {
    shop: { id: 'gudang-001', name: '古荡早餐店' },
    printers,
    stations: [{ id: 'kitchen', name: '后厨', printer: 'kitchen' }],
    defaultStation: 'kitchen',
    sources: [],
  }
  writeFileSync(join(folder, 'config.json'), JSON.stringify(settings))
  return folder
}

const virtual = { id: 'kitchen', name: '后厨', profile: 'generic-80', connection: { type: 'virtual' } }

async function openEngine(folder: string): Promise<void> {
  await startProgram(programFile('serve'), ['--data', folder, '--port', '0']).ready()
}

test('through the running engine: the table, a page that is confirmed, a printer without paper', {
  timeout: 60_000,
}, async () => {
  const printer = await openTcpPrinter()
  const folder = shopFolder(printer.settings)
  await openEngine(folder)
  const { connection } = printer.settings
  const printed = await runCommand('printers', ['--data', folder, '--test', 'kitchen'])
  expect(printed).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/已打印.*\(GS \( H\)/) })
  expect(printer.papers).toHaveLength(1)
  expect(printer.papers[0]?.text).toContain('--drawer')

  const listed = await runCommand('printers', ['--data', folder])
  expect(listed.code).toBe(0)
  expect(listed.out).toMatch(new RegExp(`kitchen +后厨 +tcp ${connection.host}:${connection.port} +正常 ready`))

  await printer.obey({ paper: 'out' })
  const refused = await runCommand('printers', ['--data', folder, '--test', 'kitchen'])
  expect(refused).toMatchObject({ code: 1, out: expect.stringContaining('换纸') })
  expect(printer.papers).toHaveLength(1)
})

test('without an engine the printers are asked themselves', { timeout: 60_000 }, async () => {
  const printer = await openTcpPrinter()
  const away = { ...printer.settings, id: 'away', connection: { type: 'tcp', host: '127.0.0.1', port: 1 } }
  const folder = shopFolder(printer.settings, away)
  const { host, port } = printer.settings.connection
  const { code, out } = await runCommand('printers', [
    ...['--data', folder, '--address', `${host}:${port}`, '--address', '127.0.0.1:2'],
  ])
  expect(code).toBe(0)
  expect(out).toMatch(new RegExp(`网络打印机.* tcp ${host}:${port} +kitchen\n`))
  expect(out).toMatch(/tcp 127.0.0.1:2 +-\n {2}! 连不上.*\n {2}→ "connection": \{"type":"tcp"/)
  expect(out).toMatch(/kitchen .*正常 ready/)
  expect(out).toMatch(/away .*连不上 offline {2}/)
  expect(out).toContain(`  ! away: ${printerDetails['zh-CN'].unreachable} · ${printerDetails.en.unreachable}\n`)
  const page = await runCommand('printers', ['--data', folder, '--test', 'kitchen', '--drawer', '--beep'])
  expect(page).toMatchObject({ code: 0, out: expect.stringContaining('(GS ( H)') })
  expect(printer.papers).toHaveLength(1)
  expect(printer.papers[0]?.text).toContain('后厨')
  expect(printer.papers[0]?.text).toContain('应该已经弹开')
  expect(await runCommand('printers', ['--data', folder, '--test', 'away'])).toMatchObject({
    code: 1,
    out: expect.stringContaining('连不上'),
  })
})

test('a virtual printer prints only inside an engine', { timeout: 60_000 }, async () => {
  const folder = shopFolder(virtual)
  const { code, out } = await runCommand('printers', ['--data', folder, '--test', 'kitchen'])
  expect([code, out]).toEqual([1, expect.stringContaining('先启动程序')])
})

test('bad arguments and a wrong configuration: one line, exit 2', { timeout: 60_000 }, async () => {
  const folder = shopFolder(virtual)
  const broken = shopFolder({ id: 'kitchen' })
  for (const args of [
    ['--data', folder, '--test', 'nobody'],
    ['--data', join(folder, 'nothing')],
    ['--data', broken],
    ['--wrong'],
    ['--data', folder, '--drawer'],
    ['--test'],
  ]) {
    const { code, out, err } = await runCommand('printers', args)
    expect([code, out], args.join(' ')).toEqual([2, ''])
    expect(err.trim().split('\n')).toHaveLength(1)
  }
})
