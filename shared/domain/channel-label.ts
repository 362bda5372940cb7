import type { Channel } from './order.ts'

// 高德, 天猫 and 微博 have no orders of their own: they lead a customer into the shop's Alipay mini-program. The order
// says where it was entered from, in a field for which no common name has been published; these are the ones seen.

const fields = ['source_app', 'sourceApp', 'source_id', 'sourceId', 'channel_source', 'channelSource']
const labels: [label: RegExp, channel: Channel][] = [
  [/^(amap|gaode|autonavi|高德(地图)?|com\.autonavi\.minimap)$/i, 'amap'],
  [/^(tmall|天猫|com\.tmall\.wireless)$/i, 'tmall'],
  [/^(weibo|sina_?weibo|新浪微博|微博|com\.sina\.weibo)$/i, 'weibo'],
]

/** The channel that an Alipay order was entered by; null: it does not say. */
export function channelLabel(order: Readonly<Record<string, unknown>>): Channel | null {
  for (const field of fields) {
    const value = Object.hasOwn(order, field) ? order[field] : null
    if (typeof value !== 'string') continue
    const found = labels.find(([label]) => label.test(value.trim()))
    if (found !== undefined) return found[1]
  }
  return null
}
