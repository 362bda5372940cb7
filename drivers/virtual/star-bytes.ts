// Star Line Mode (STAR Line Mode Command Specifications), as far as tickets use it, told in ESC/POS: so one print head
// shows both languages. What is not known here comes out as bytes that are an error there, never as text.

/** DEL is no character and no command of ESC/POS. */
const unknown = [0x7f]
const [LF, ESC, GS] = [0x0a, 0x1b, 0x1d]

/** What some bytes say in ESC/POS, and how many there are. */
type Told = { bytes: readonly number[]; length: number }

export function starAsEscPos(star: Uint8Array): Uint8Array {
  const told: number[] = []
  for (let at = 0; at < star.length; ) {
    const { bytes, length } = tell(star.subarray(at))
    for (const byte of bytes) told.push(byte)
    at += length
  }
  return Uint8Array.from(told)
}

function tell(star: Uint8Array): Told {
  const [first = 0, second = 0] = star
  // The drawers' sockets: nothing on paper.
  if (first === 0x07 || first === 0x1a) return { bytes: [], length: 1 }
  if (first === ESC) return command(star)
  // Chinese models read pairs without a switch.
  if (first >= 0x81 && star.length > 1) return { bytes: [first, second], length: 2 }
  return { bytes: first === LF || (first >= 0x20 && first <= 0x7e) ? [first] : unknown, length: 1 }
}

function command(star: Uint8Array): Told {
  const [, name = 0, a = 0, b = 0] = star
  const say = (length: number, ...bytes: number[]): Told =>
    star.length < length ? { bytes: unknown, length: star.length } : { bytes, length }
  const pass = (head: number, size: number, ...before: number[]): Told =>
    say(head + size, ...before, ...star.subarray(head, head + size))
  switch (name === GS ? `GS ${letter(a)}` : letter(name)) {
    case '@': // and FS &
      return say(2, ESC, 0x40, 0x1c, 0x26)
    case 'E':
    case 'F':
      return say(2, ESC, 0x45, name === 0x45 ? 1 : 0)
    case '4':
    case '5':
      return say(2, GS, 0x42, name === 0x34 ? 1 : 0)
    case 'i': // height, width
      return say(4, GS, 0x21, (b << 4) | a, 0x1c, 0x21, (b > 0 ? 4 : 0) | (a > 0 ? 8 : 0))
    case 'd': // 2 full, 3 all but one point, both after a feed to the knife
      return say(3, GS, 0x56, a % 2 === 0 ? 65 : 66, 24)
    case 'J': // n / 4 mm
      return say(3, ESC, 0x4a, Math.min(2 * a, 255))
    case '0': // lines of 3 mm, of 4 mm
      return say(2, ESC, 0x33, 24)
    case 'z':
      return say(3, ESC, 0x33, a === 1 ? 32 : 24)
    case '\x07':
      return say(4)
    case 'X': // columns of 24 dots
      return pass(4, 3 * (a + 256 * b), ESC, 0x2a, 33, a, b)
    case 'k': // 24 rows of so many bytes; the line feed behind them is in their height
      return band(pass(4, 24 * (a + 256 * b), GS, 0x76, 0x30, 0, a, b, 24, 0), star)
    case 'GS a':
      return say(4, ESC, 0x61, b)
    case 'GS y':
      return symbol(star, say, pass)
    default:
      return { bytes: unknown, length: 1 }
  }
}

function band({ bytes, length }: Told, star: Uint8Array): Told {
  return { bytes, length: star[length] === LF ? length + 1 : length }
}

/** ESC GS y: S 0 model, S 1 level from L, S 2 module, D 1 0 nL nH data, P print */
function symbol(
  star: Uint8Array,
  say: (length: number, ...bytes: number[]) => Told,
  pass: (head: number, size: number, ...before: number[]) => Told,
): Told {
  const [, , , part = 0, field = 0, value = 0, low = 0, high = 0] = star
  const set = (fn: number, n: number) => say(6, GS, 0x28, 0x6b, 3, 0, 0x31, fn, n)
  switch (letter(part) + (letter(part) === 'P' ? '' : letter(field))) {
    case 'S0':
      return say(6, GS, 0x28, 0x6b, 4, 0, 0x31, 0x41, 0x30 + value, 0)
    case 'S1':
      return set(0x45, 0x30 + value)
    case 'S2':
      return set(0x43, value)
    case 'D1': {
      const stored = low + 256 * high + 3
      return pass(8, stored - 3, GS, 0x28, 0x6b, stored & 0xff, stored >> 8, 0x31, 0x50, 0x30)
    }
    case 'P':
      return say(4, GS, 0x28, 0x6b, 3, 0, 0x31, 0x51, 0x30)
    default:
      return { bytes: unknown, length: 1 }
  }
}

function letter(byte: number): string {
  return String.fromCharCode(byte)
}
