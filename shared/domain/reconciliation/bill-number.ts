/** Longer ones are no number of anybody's. */
export const longestNumber = 128

/** Trade, order and refund numbers as they are compared: without what spreadsheets and bills put around them. */
export function billNumber(text: string | null | undefined): string | null {
  const bare = (text ?? '').replace(/^[\s`']+|[\s`]+$/g, '')
  return bare === '' || bare.length > longestNumber ? null : bare
}
