import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import type { Profile } from '../../drivers/profiles/profile.ts'
import { findProfile } from '../../drivers/profiles/profiles.ts'
import { createPainter, type Painter } from '../../drivers/virtual/painter.ts'
import { createPaperFolder, type PaperFiles, type PaperFolder } from '../../drivers/virtual/paper-folder.ts'
import type { FinishedPaper } from '../../drivers/virtual/paper-roll.ts'
import { createTcpServer, type TcpServer } from '../../drivers/virtual/tcp-server.ts'
import { createVirtualPrinter } from '../../drivers/virtual/virtual-printer.ts'
import { confirmations } from '../../shared/domain/printer.ts'
import { virtualPrinterOrder } from '../../shared/domain/virtual-printer.ts'
import { systemClock } from '../engine/clock.ts'

// npm run printer: a virtual printer on TCP (contract §1). stdout has a ready line and a line per paper; stdin takes
// orders (contract §8), a JSON object a line.

const drawingMs = 5000

const wholeNumber = z.string().regex(/^\d+$/, 'must be a whole number').transform(Number)
const flags = z.object({
  port: wholeNumber.pipe(z.int().max(65_535)).default(9100),
  width: z.enum(['80', '58']).default('80'),
  confirm: z.enum(confirmations).default('process-id'),
  baud: wholeNumber.pipe(virtualPrinterOrder.shape.baud.unwrap().unwrap()).nullable().default(null),
  out: z.string().min(1, 'must name a folder').optional(),
})

await main(readFlags())

async function main({ port, width, confirm, baud, out }: z.infer<typeof flags>): Promise<void> {
  const profile = findProfile(`generic-${width}`) ?? leave(1, `no profile for ${width} mm`)
  const painter = createPainter()
  const folder = out === undefined ? null : openFolder(out, profile, painter)
  let announced: Promise<void> = Promise.resolve()
  const printer = createVirtualPrinter({
    profile,
    confirm,
    clock: systemClock,
    onPaper(paper) {
      const kept = folder ? folder.keep(paper) : Promise.resolve(null)
      announced = announced.then(() => announce(paper, kept))
    },
  })
  printer.obey({ baud })
  const server = await createTcpServer(printer, { port }).catch(error =>
    leave(error.code === 'EADDRINUSE' ? 5 : 2, `--port: ${error.message}`),
  )

  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    await server.close()
    printer.close()
    // Pictures still to be drawn have a moment; bytes and text are on disk either way.
    await Promise.race([announced, new Promise<void>(resolve => systemClock.after(drawingMs, resolve))])
    await painter.close()
    await announced
    process.exit(0)
  }
  process.on('SIGTERM', stop).on('SIGINT', stop)
  // Whoever started this is gone.
  process.stdout.on('error', stop)
  say({ event: 'ready', host: server.host, port: server.port, pid: process.pid })
  takeOrders(server)
  // Switched off and with its stdin at the end it waits for nothing, and yet goes on until it is told to stop.
  setInterval(() => {}, 2 ** 30)
}

async function announce({ text, errors, torn }: FinishedPaper, kept: Promise<PaperFiles | null>): Promise<void> {
  const files = await kept.catch(error => complain('out', `--out: ${error.message}`))
  say({ event: 'paper', text, errors, torn, files })
}

function takeOrders(server: TcpServer): void {
  let number = 0
  createInterface({ input: process.stdin }).on('line', line => {
    number += 1
    if (line.trim() === '') return
    const order = virtualPrinterOrder.safeParse(parseJson(line))
    if (order.success) server.obey(order.data).catch(error => complain('power', error.message))
    else
      for (const { field, message } of issuesOf(order.error))
        complain(field, `stdin line ${number}: ${field}: ${message}`)
  })
}

function readFlags(): z.infer<typeof flags> {
  const names = Object.keys(flags.shape)
  try {
    const { values } = parseArgs({ options: Object.fromEntries(names.map(name => [name, { type: 'string' }])) })
    const parsed = flags.safeParse(values)
    if (parsed.success) return parsed.data
    const [issue] = issuesOf(parsed.error)
    return leave(2, `--${issue?.field}: ${issue?.message}`)
  } catch (error) {
    // "Unknown option '--x'. To specify a positional argument …"
    return leave(2, messageOf(error).split('. ')[0] ?? '')
  }
}

function openFolder(dir: string, width: Profile, painter: Painter): PaperFolder {
  try {
    return createPaperFolder({ dir, width, painter })
  } catch (error) {
    return leave(2, `--out: ${messageOf(error)}`)
  }
}

function issuesOf({ issues }: z.ZodError): { field: string; message: string }[] {
  return issues.map(issue => {
    const field = issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue.path.join('.')
    return { field: field || 'order', message: issue.message }
  })
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return line
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function say(event: object): void {
  process.stdout.write(`${JSON.stringify(event)}\n`)
}

function complain(field: string, message: string): null {
  writeSync(2, `${JSON.stringify({ level: 'error', field, msg: message })}\n`)
  return null
}

function leave(code: number, message: string): never {
  writeSync(2, `${message}\n`)
  process.exit(code)
}
