import { type Settings, settingsSchema } from '../../../../shared/domain/settings.ts'
import { breakfastMenu } from '../../../engine/breakfast-menu.ts'

// A breakfast stall as in Gudang: a steaming and a frying station, a virtual printer each, 80 and 58 mm.

export const demoSettings: Settings = settingsSchema.parse({
  shop: { id: 'gudang-demo', name: '古荡早餐店（演示）' },
  printers: [
    { id: 'steam', name: '蒸档', profile: 'generic-80', connection: { type: 'virtual' } },
    { id: 'fry', name: '煎炸', profile: 'generic-58', connection: { type: 'virtual' } },
  ],
  stations: [
    { id: 'steam', name: '蒸档', printer: 'steam', backup: 'fry' },
    { id: 'fry', name: '煎炸', printer: 'fry', backup: 'steam' },
  ],
  routing: [
    { category: '煎炸', station: 'fry' },
    { category: '面', station: 'fry' },
  ],
  defaultStation: 'steam',
  menu: breakfastMenu,
  sources: [{ id: 'demo', type: 'push', channel: 'alipay-mini' }],
})
