/** Everything that a terminal obeys or that cannot be seen: controls (C1 too), bidi marks, zero-width characters. */
const obeyed = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** One line of text that comes from a device, a file or a person, as a terminal may be given it. */
export function terminalText(text: string): string {
  return text.replace(obeyed, '?')
}
