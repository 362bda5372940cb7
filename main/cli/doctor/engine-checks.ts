import { alarmWords } from '../../../shared/domain/alarm.ts'
import type { PrinterState } from '../../../shared/domain/printer.ts'
import { troubleWords } from '../../../shared/domain/printer-trouble.ts'
import type { PrinterSettings } from '../../../shared/domain/settings.ts'
import type { PrinterView } from '../../../shared/domain/views/printing-views.ts'
import type { AlarmView } from '../../../shared/domain/views/shop-views.ts'
import { addressOf } from '../../engine/printing/open-transport.ts'
import { askPrinter } from '../ask-printer.ts'
import { detailWords, printerWords } from '../printer-words.ts'
import type { Found } from '../running-engine.ts'
import { type Check, fail, ok, warn, words } from './check.ts'

export function checkEngine(found: Found): Check {
  switch (found.kind) {
    case 'none':
      return warn(
        'engine',
        words('程序没有在运行', 'The engine is not running'),
        words('运行 npm start', 'Run npm start'),
      )
    case 'mute':
      return fail(
        'engine',
        words(
          `程序占着数据文件夹，但没有回应：${found.why}`,
          `An engine holds the data folder but does not answer: ${found.why}`,
        ),
        words('等一分钟再试；还不行就重启程序', 'Try again in a minute; if it stays so, restart the program'),
      )
    case 'running': {
      const { url, pid, health } = found.engine
      return ok(
        'engine',
        `运行中：${url}，进程 ${pid}，版本 ${health.version}`,
        `Running: ${url}, pid ${pid}, version ${health.version}`,
      )
    }
  }
}

/** Printers have checks of their own. */
export function checkAlarms(alarms: readonly AlarmView[]): Check {
  const others = alarms.filter(alarm => !alarm.code.startsWith('printer-'))
  if (others.length === 0) return ok('alarms', '没有其他警报', 'No other alarm stands')
  const say = (language: 'zh-CN' | 'en', part: 'message' | 'remedy') =>
    [...new Set(others.map(({ code, facts }) => alarmWords(code, facts, language)[part]))].join('; ')
  const worst = others.some(alarm => alarm.severity === 'critical') ? fail : warn
  return worst(
    'alarms',
    words(say('zh-CN', 'message'), say('en', 'message')),
    words(say('zh-CN', 'remedy'), say('en', 'remedy')),
  )
}

export function checkPrinter(
  printer: Pick<PrinterView, 'id' | 'name' | 'connection' | 'state' | 'detail' | 'trouble' | 'paused'>,
): Check {
  const { name, connection, state, detail } = printer
  const [zh, en] = (['zh-CN', 'en'] as const).map(language => troubleWords({ ...printer.trouble }, language))
  const id = `printer:${printer.id}`
  const said = printerWords[state]
  const why = detail === null || detail === state ? null : detailWords(detail)
  const because = why === null ? words('', '') : words(`（${why.zh}）`, ` (${why.en})`)
  const message = words(`${name}：${said.zh}${because.zh}，${connection}`, `${said.en}${because.en}, ${connection}`)
  if (zh && en) return fail(id, words(`${message.zh}：${zh.what}`, `${message.en}: ${en.what}`), words(zh.how, en.how))
  if (verdictOf[state] === 'fail') return fail(id, message, said.remedy)
  if (printer.paused) {
    return warn(
      id,
      words(`${name}：已暂停，${connection}`, `paused, ${connection}`),
      words('在“打印机”页恢复打印', 'Resume it on the printers page'),
    )
  }
  return verdictOf[state] === 'warn' ? warn(id, message, said.remedy) : ok(id, message.zh, message.en)
}

const verdictOf: Record<PrinterState, Check['verdict']> = {
  ready: 'ok',
  busy: 'ok',
  'paper-near-end': 'warn',
  // It is reached, and says nothing of itself.
  unknown: 'ok',
  'paper-out': 'fail',
  'cover-open': 'fail',
  offline: 'fail',
  error: 'fail',
}

/** Without an engine: the printer itself is asked. */
export async function checkPrinterAlone(settings: PrinterSettings): Promise<Check> {
  const { id, name } = settings
  const status = await askPrinter(settings)
  if (status === null) return ok(`printer:${id}`, `${name}：虚拟打印机`, 'a virtual printer')
  return checkPrinter({ id, name, connection: addressOf(settings), ...status, paused: false })
}
