// Why a printer cannot be used from this computer although it may well be fine, as the drivers find out, and its words: what
// is wrong, and what to do. All fields are text, so that an alarm can keep them among its facts.

export type PrinterTrouble =
  /** not there, or switched off, which on USB is mostly the same */
  | { trouble: 'unplugged' }
  /** `holders`: `lpd (pid 12)`, those that can be seen; `type`: what tells the others, '' where nothing does */
  | { trouble: 'held'; device: string; holders: string; type: string }
  /** an earlier ticket of this program has not let go of it: its bytes are still on their way, or being given up */
  | { trouble: 'ours'; device: string }
  /** CUPS prints to it; `queue` is '' where it cannot be told */
  | { trouble: 'queue'; device: string; queue: string }
  /** `type`: the line that gives permission, '' where there is none */
  | { trouble: 'forbidden'; device: string; user: string; type: string }
  /** several printers fit what the configuration says of this one; `ports`: `1-2, 1-3` */
  | { trouble: 'alike'; ports: string }

type Words = { what: string; how: string }
type Facts = Record<string, string | number>

const words: Record<'zh-CN' | 'en', Record<PrinterTrouble['trouble'], (facts: Facts) => Words>> = {
  'zh-CN': {
    unplugged: () => ({ what: '没插上，或者没开机', how: '请插好线，打开电源' }),
    held: ({ holders, type }) =>
      holders || !type
        ? { what: `被别的程序占着${holders ? `：${holders}` : ''}`, how: '请关掉那个程序' }
        : { what: '被别的程序占着', how: `请技术员在终端输入 ${type}，看是谁占着，再关掉它` },
    ours: () => ({
      what: '还被本程序的上一张小票占着',
      how: '请等一等，传完了会自己接着打；几分钟还不动，请把打印机关掉再打开',
    }),
    queue: ({ queue }) =>
      queue
        ? {
            what: `被系统的打印队列 ${queue} 占着（CUPS）`,
            how: `请技术员在终端输入 sudo lpadmin -x ${queue} 删掉这个队列，或者在 config.json 里改用 spooler 连接`,
          }
        : {
            what: '被系统的打印队列占着（CUPS）',
            how: '请技术员在终端输入 lpstat -v 看是哪个队列，再用 sudo lpadmin -x 删掉，或者在 config.json 里改用 spooler 连接',
          },
    forbidden: ({ device, user, type }) => ({
      what: `用户 ${user} 没有权限打开 ${device}`,
      how: type ? `请技术员在终端输入：${type}` : '请技术员检查这台电脑的权限设置',
    }),
    alike: ({ ports }) => ({
      what: `接着几台一模一样的打印机（插口 ${ports}），不知道该用哪一台`,
      how: `请技术员在 config.json 里给它的 connection 加上 "port"，从 ${ports} 里选一个，再重新启动程序`,
    }),
  },
  en: {
    unplugged: () => ({ what: 'it is not plugged in, or switched off', how: 'Plug it in and switch it on' }),
    held: ({ holders, type }) =>
      holders || !type
        ? { what: `held by ${holders || 'another program'}`, how: 'Close it there' }
        : { what: 'held by another program', how: `To see which, type ${type}, then close it there` },
    ours: () => ({
      what: 'still held by an earlier ticket of this program',
      how: 'Wait: it goes on by itself when that has come to its end; if it lasts for minutes, switch the printer off and on',
    }),
    queue: ({ queue }) =>
      queue
        ? {
            what: `held by the print queue ${queue} (CUPS)`,
            how: `Remove the queue: sudo lpadmin -x ${queue}; or print through it, with a "spooler" connection`,
          }
        : {
            what: 'held by a print queue (CUPS)',
            how: 'To see which, type lpstat -v; remove it with sudo lpadmin -x, or print through it, with a "spooler" connection',
          },
    forbidden: ({ device, user, type }) => ({
      what: `${user} may not open ${device}`,
      how: type ? `Type: ${type}` : "Check this computer's permissions",
    }),
    alike: ({ ports }) => ({
      what: `several printers are alike (at the ports ${ports}), and nobody knows which one is meant`,
      how: `In config.json give its connection a "port", one of ${ports}, and start again`,
    }),
  },
}

/** Null: the facts tell of no trouble. */
export function troubleWords(facts: Facts, language: 'zh-CN' | 'en'): Words | null {
  const kind = facts.trouble
  return isTrouble(kind) ? words[language][kind](facts) : null
}

function isTrouble(kind: string | number | undefined): kind is PrinterTrouble['trouble'] {
  return typeof kind === 'string' && Object.hasOwn(words.en, kind)
}
