import { type Arguments, commandArguments } from './command-lengths.ts'

/** One byte further along the bytes that a command's name spells. */
export type Step = { next: Map<number, Step>; command: { name: string; args: Arguments } | null }

const byteNames: Record<string, number> = {
  NUL: 0x00,
  EOT: 0x04,
  ENQ: 0x05,
  HT: 0x09,
  LF: 0x0a,
  FF: 0x0c,
  CR: 0x0d,
  DLE: 0x10,
  DC4: 0x14,
  CAN: 0x18,
  ESC: 0x1b,
  FS: 0x1c,
  GS: 0x1d,
  SP: 0x20,
}

/** Where a command's first byte is looked up. */
export const firstStep = spell(commandArguments)

/** Makes the names of the table the way along which a command's first bytes lead to it. */
function spell(table: Record<string, Arguments>): Step {
  const root: Step = { next: new Map(), command: null }
  for (const [name, args] of Object.entries(table)) {
    let step = root
    for (const part of name.split(' ')) {
      const byte = byteNames[part] ?? part.charCodeAt(0)
      const next = step.next.get(byte) ?? { next: new Map(), command: null }
      step.next.set(byte, next)
      step = next
    }
    step.command = { name, args }
  }
  return root
}
