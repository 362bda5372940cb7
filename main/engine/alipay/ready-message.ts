import type { Cause, CausedCall } from './cause.ts'

// alipay.open.app.mini.templatemessage.send: 取餐提醒. form_id is the trade of a pay template (py-sdk, net-sdk).

export function readyMessage({ centre, order, row }: Cause): CausedCall[] {
  const message = centre.orderCentre.readyMessage
  const to = order.customer.id
  if (message === undefined || to === null || order.payment.tradeNo === null) return []
  const pickupNo = order.pickupNo ?? (row.number === null ? '' : String(row.number).padStart(4, '0'))
  const fill = (text: string) => text.replaceAll('{pickupNo}', pickupNo).replaceAll('{orderId}', order.orderId)
  const words = Object.entries(message.data).map(([name, text]) => [name, { value: fill(text) }])
  return [
    {
      kind: 'message.send',
      about: 'ready message',
      body: () => ({
        ...(/^2088\d{12}$/.test(to) ? { to_user_id: to } : { to_open_id: to }),
        form_id: order.payment.tradeNo,
        user_template_id: message.templateId,
        page: fill(message.page),
        data: JSON.stringify(Object.fromEntries(words)),
      }),
    },
  ]
}
