/** A company's name is needed to make the invoice out; a person's (short, and without a tax number) is nobody's business. */
export function invoiceOf(title: string | null, taxNo: string | null): { title: string | null; taxNo: string | null } {
  const isPerson = title !== null && taxNo === null && [...title.trim()].length <= 4
  return { title: isPerson ? `${[...title.trim()][0] ?? ''}*` : title, taxNo }
}
