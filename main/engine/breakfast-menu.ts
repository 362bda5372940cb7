// What a new shop's config.json begins with, so that it can be tried before its own dishes are in.

const spice = {
  name: '口味',
  choices: [
    { name: '加辣', price: 0 },
    { name: '不要葱', price: 0 },
  ],
}
const sweet = {
  name: '甜度',
  choices: [
    { name: '无糖', price: 0 },
    { name: '半糖', price: 0 },
  ],
}
const egg = {
  name: '加料',
  choices: [
    { name: '加蛋', price: 200 },
    { name: '加火腿', price: 250 },
  ],
}

export const breakfastMenu = [
  { sku: 'BZ01', name: '鲜肉包', category: '蒸点', price: 250, unit: '个', options: [spice] },
  { sku: 'BZ02', name: '香菇菜包', category: '蒸点', price: 200, unit: '个' },
  { sku: 'BZ03', name: '豆沙包', category: '蒸点', price: 200, unit: '个' },
  { sku: 'SM01', name: '糯米烧卖', category: '蒸点', price: 300, unit: '个' },
  { sku: 'XL01', name: '小笼包', category: '蒸点', price: 1200, unit: '笼', options: [spice] },
  { sku: 'YT01', name: '油条', category: '煎炸', price: 250, unit: '根' },
  { sku: 'JB01', name: '煎饼果子', category: '煎炸', price: 800, unit: '份', options: [spice, egg] },
  { sku: 'CB01', name: '葱包烩', category: '煎炸', price: 600, unit: '份', options: [spice] },
  { sku: 'SJ01', name: '生煎', category: '煎炸', price: 1000, unit: '份', options: [spice] },
  { sku: 'DJ01', name: '现磨豆浆', category: '饮品', price: 350, unit: '杯', options: [sweet] },
  { sku: 'DJ02', name: '咸豆浆', category: '饮品', price: 500, unit: '碗', options: [spice] },
  { sku: 'ZH01', name: '皮蛋瘦肉粥', category: '粥', price: 900, unit: '碗', options: [spice] },
  { sku: 'PE01', name: '片儿川', category: '面', price: 1600, unit: '碗', options: [spice, egg] },
]
