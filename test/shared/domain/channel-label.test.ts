import { expect, test } from 'vitest'
import { channelLabel } from '../../../shared/domain/channel-label.ts'
import { parseOrder } from '../../../shared/domain/order.ts'
import { order } from '../../support/orders.ts'

test.each([
  ['source_app', 'amap', 'amap'],
  ['sourceApp', '高德地图', 'amap'],
  ['source_id', 'TMALL', 'tmall'],
  ['channelSource', '新浪微博', 'weibo'],
  ['source_app', 'com.sina.weibo', 'weibo'],
  ['source_app', 'alipay', null],
  ['source_app', 'notamap', null],
  ['source_app', 7, null],
])('%s %s is %s', (field, value, channel) => {
  expect(channelLabel({ [field]: value })).toBe(channel)
  const parsed = parseOrder({ ...order(), [field]: value })
  expect(parsed.ok && parsed.order.channel).toBe(channel ?? 'alipay-mini')
})

test('an order that came by another channel keeps it', () => {
  const parsed = parseOrder({ ...order({ channel: 'meituan' }), source_app: 'amap' })
  expect(parsed.ok && parsed.order.channel).toBe('meituan')
})
