import type { BillAnswer } from '../../../shared/domain/views/difference-views.ts'

export type BroughtBill = {
  status: number
  body: BillAnswer & { error: { code: string; message: string; issues?: { path: string; message: string }[] } }
}

/** As a browser or curl -F brings it. */
export async function bringBill(
  shop: { url: string; token: string },
  bill: Uint8Array | string,
  {
    name = 'bill.csv',
    fields = {},
    token = shop.token,
  }: { name?: string; fields?: Record<string, string>; token?: string } = {},
): Promise<BroughtBill> {
  const form = new FormData()
  const bytes = typeof bill === 'string' ? Buffer.from(bill) : bill
  form.append('bill', new Blob([new Uint8Array(bytes)]), name)
  for (const [field, value] of Object.entries(fields)) form.append(field, value)
  const reply = await fetch(`${shop.url}/api/v1/reconcile/bill`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: form,
  })
  return { status: reply.status, body: (await reply.json()) as BroughtBill['body'] }
}
