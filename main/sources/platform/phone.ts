/**
 * A phone as it is dialled. Privacy numbers (隐私号) have an extension behind a comma, an underscore or 转; masking leaves
 * it readable, and it is worth nothing without the number.
 */
export function dialled(text: string | null): string | null {
  if (text === null) return null
  const { number, extension } =
    /^(?<number>[+\d][\d -]{4,18}?)\s*(?:[,_，]|转)\s*(?<extension>\d{1,6})$/.exec(text.trim())?.groups ?? {}
  return number === undefined || extension === undefined ? text.trim() : `${number}转${extension}`
}
