import type { Spooler, SpoolerLook, SpoolerQueue } from './spooler.ts'
import { TransportError } from './transport.ts'

// Windows' print queues, raw: the bytes pass its drivers untouched. Calls and layouts as in <winspool.h> and Microsoft's
// "GDI Print API" pages, for 64-bit Windows. NOT TESTED: no Windows machine was at hand; only the types are checked.

const ERROR_ACCESS_DENIED = 5
/** The job is not in the queue any more. */
const ERROR_INVALID_PARAMETER = 87
const ERROR_INVALID_PRINTER_NAME = 1801
const JOB_CONTROL_DELETE = 5
const PRINTER_ENUM_LOCAL = 2
const PRINTER_ENUM_CONNECTIONS = 4
/** JOB_INFO_1.Status: bits, and what they mean to a person */
const jobStatus = [
  [0x001, 'paused'],
  [0x002, 'error'],
  [0x020, 'printer offline'],
  [0x040, 'out of paper'],
  [0x200, 'blocked by the driver'],
  [0x400, 'somebody is needed at the printer'],
] as const
const DELETING = 0x004
const PRINTING = 0x010
const PRINTED = 0x080
const DELETED = 0x100
const COMPLETE = 0x1000

let loading: Promise<Spooler> | null = null

export function openWinspool(): Promise<Spooler> {
  loading ??= load()
  return loading
}

async function load(): Promise<Spooler> {
  const { default: koffi } = await import('koffi')
  const winspool = koffi.load('winspool.drv')
  const getLastError = koffi.load('kernel32.dll').func('uint32 __stdcall GetLastError()')
  koffi.struct('DOC_INFO_1W', { pDocName: 'str16', pOutputFile: 'str16', pDatatype: 'str16' })
  // The first fields; SYSTEMTIME and what follows it are not asked for.
  const jobInfo = koffi.struct('JOB_INFO_1W', {
    JobId: 'uint32',
    pPrinterName: 'str16',
    pMachineName: 'str16',
    pUserName: 'str16',
    pDocument: 'str16',
    pDatatype: 'str16',
    pStatus: 'str16',
    Status: 'uint32',
    Priority: 'uint32',
    Position: 'uint32',
    TotalPages: 'uint32',
    PagesPrinted: 'uint32',
  })
  const printerInfo = koffi.struct('PRINTER_INFO_4W', {
    pPrinterName: 'str16',
    pServerName: 'str16',
    Attributes: 'uint32',
  })
  const call = (declaration: string) => winspool.func(declaration)
  const open = call('int __stdcall OpenPrinterW(str16 name, _Out_ void **printer, void *defaults)')
  const close = call('int __stdcall ClosePrinter(void *printer)')
  const startDoc = call('uint32 __stdcall StartDocPrinterW(void *printer, uint32 level, DOC_INFO_1W *document)')
  const endDoc = call('int __stdcall EndDocPrinter(void *printer)')
  const write = call(
    'int __stdcall WritePrinter(void *printer, const void *bytes, uint32 count, _Out_ uint32 *written)',
  )
  const getJob = call(
    'int __stdcall GetJobW(void *printer, uint32 job, uint32 level, void *info, uint32 size, _Out_ uint32 *needed)',
  )
  const setJob = call('int __stdcall SetJobW(void *printer, uint32 job, uint32 level, void *info, uint32 command)')
  const enumPrinters = call(
    'int __stdcall EnumPrintersW(uint32 flags, str16 server, uint32 level, void *info, uint32 size, _Out_ uint32 *needed, _Out_ uint32 *count)',
  )

  function failure(what: string, bytesTaken = 0): TransportError {
    const error = getLastError()
    if (error === ERROR_ACCESS_DENIED) return new TransportError('permission', `${what}: access denied`, bytesTaken)
    if (error === ERROR_INVALID_PRINTER_NAME) return new TransportError('unreachable', 'Windows has no such queue')
    return new TransportError('unreachable', `${what}: Windows error ${error}`, bytesTaken)
  }
  function onPrinter<T>(queue: string, work: (printer: unknown) => T): T {
    const printer = [null]
    if (!open(queue, printer, null)) throw failure('OpenPrinter')
    try {
      return work(printer[0])
    } finally {
      close(printer[0])
    }
  }

  return {
    async queues(): Promise<SpoolerQueue[]> {
      const flags = PRINTER_ENUM_LOCAL | PRINTER_ENUM_CONNECTIONS
      const [needed, count] = [[0], [0]]
      enumPrinters(flags, null, 4, null, 0, needed, count)
      const info = Buffer.alloc(needed[0] ?? 0)
      if (info.length === 0) return []
      if (!enumPrinters(flags, null, 4, info, info.length, needed, count)) throw failure('EnumPrinters')
      const rows: { pPrinterName: string; pServerName: string | null }[] = koffi.decode(
        info,
        koffi.array(printerInfo, count[0] ?? 0),
      )
      return rows.map(row => ({ name: row.pPrinterName, info: row.pPrinterName, device: row.pServerName ?? '' }))
    },
    check: async queue => onPrinter(queue, () => undefined),
    submit: async (queue, bytes) =>
      onPrinter(queue, printer => {
        const document = { pDocName: 'gudang', pOutputFile: null, pDatatype: 'RAW' }
        const job: number = startDoc(printer, 1, document)
        if (job === 0) throw failure('StartDocPrinter')
        const written = [0]
        if (!write(printer, bytes, bytes.length, written) || written[0] !== bytes.length) {
          const error = failure('WritePrinter', bytes.length)
          setJob(printer, job, 0, null, JOB_CONTROL_DELETE)
          endDoc(printer)
          throw error
        }
        if (!endDoc(printer)) throw failure('EndDocPrinter', bytes.length)
        return job
      }),
    look: async (queue, job) =>
      onPrinter(queue, printer => {
        const needed = [0]
        getJob(printer, job, 1, null, 0, needed)
        const info = Buffer.alloc(needed[0] ?? 0)
        if (info.length === 0 || !getJob(printer, job, 1, info, info.length, needed)) {
          // Windows takes a job that has gone to the printer off its list.
          if (getLastError() === ERROR_INVALID_PARAMETER) return lookOf(COMPLETE, 0)
          throw failure('GetJob')
        }
        const { Status, PagesPrinted }: { Status: number; PagesPrinted: number } = koffi.decode(info, jobInfo)
        return lookOf(Status, PagesPrinted)
      }),
    cancel: async (queue, job) =>
      onPrinter(queue, printer => {
        if (!setJob(printer, job, 0, null, JOB_CONTROL_DELETE)) throw failure('SetJob')
      }),
  }
}

function lookOf(status: number, pages: number): SpoolerLook {
  const words = jobStatus.filter(([bit]) => status & bit).map(([, word]) => word)
  const phase =
    status & (PRINTED | COMPLETE)
      ? 'done'
      : status & DELETED
        ? 'failed'
        : status & (PRINTING | DELETING)
          ? 'printing'
          : 'waiting'
  // A job that is deleted does not say how far it had come.
  return { phase, untouched: false, progress: `${status} ${pages}`, words: words.join(', ') || `status ${status}` }
}
