import { bigSize, tallSize } from '../../shared/ticket/blocks.ts'
import type { Block, TicketDocument } from '../../shared/ticket/document.ts'

// Customers write in every script there is. This page has what they write, in the sizes of a ticket.

const text = (content: string, over: Partial<Extract<Block, { type: 'text' }>> = {}): Block => ({
  type: 'text',
  text: content,
  ...over,
})
const dish = (left: string, right: string): Block => ({ type: 'pair', left, right, size: tallSize, bold: true })
const rule: Block = { type: 'rule' }

export const characterPage: TicketDocument = {
  blocks: [
    text('补打 🦐', { reverse: true, bold: true, size: bigSize }),
    { type: 'pair', left: 'A012🥟', right: '외대', size: bigSize, bold: true },
    { type: 'pair', left: '桌 ๑๒', right: '堂食', size: bigSize, bold: true },
    rule,
    dish('鲜肉包🌶️🌶️', '×2'),
    dish('ต้มยำกุ้งน้ำข้น', '×1'),
    dish('김치찌개', '×3'),
    dish('شاي بالنعناع', '×2'),
    dish('𠮷野家牛丼', '×1'),
    dish('普通 ASCII', '×2'),
    rule,
    text('表情：🥟🍜☕️🌶️🐷🥬❤️👍🏽🔥💯😂🙏'),
    text('组合：👨‍👩‍👧‍👦👩‍🍳🏳️‍🌈1️⃣🔟🇨🇳🇹🇭🏴󠁧󠁢󠁥󠁮󠁧󠁿'),
    text('生僻：㐂㐱䶮䲟𬶏𫖯𰻞𰻞面𱁬𠮷𠮟𪚥'),
    text('ไทย: ผัดไทยกุ้งสด ไม่ใส่ถั่ว น้ำปลา ที่นี่'),
    text('عربي: بدون بصل، شكرا جزيلا 2 قطع'),
    text('ئۇيغۇر: رەھمەت، پىياز سالماڭ'),
    text('한국어: 김치찌개 하나 덜 맵게 주세요'),
    text('日本語: 塩ラーメン、𠮟らないで'),
    text('Việt: phở bò, cà phê sữa đá, bánh mì'),
    text('Latin: jalapeño, crème brûlée, Łódź, Ğ'),
    text('हिन्दी: धन्यवाद, प्याज नहीं'),
    text('עברית: בלי בצל, תודה'),
    text('བོད་ཡིག ქართული ꆈꌠꉙ ᠮᠣᠩᠭᠣᠯ'),
    text('𝓗𝓮𝓵𝓵𝓸 𝕎𝕠𝕣𝕝𝕕 ⓗⓘ ｆｕｌｌ ½ ™ ♫ ✿'),
    text('重音：e\u0301 n\u0303 x\u0304 豆\u0308 Z\u0351\u036b\u0352\u0307 a\u0323\u0302'),
    text('没有字形：\u{31350}'),
    { type: 'cut' },
  ],
}
