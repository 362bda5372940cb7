import type { RefusalReason } from '../../shared/domain/refusal.ts'

// Why the engine would not, and what to do instead.

export const zhCNRefusals = {
  refusal: {
    'source-gone': '这个来源已经不在 config.json 里了，收不进来：请技术员加回去，或者点“不再处理”',
    'still-wrong': '还是不对，没有收下：哪里不对，看下面的表',
    'printer-gone': '这台打印机已经不在 config.json 里了：请改到别的打印机，或请技术员加回去',
    'no-receipts': '这家店不打顾客小票：要打请技术员在 config.json 里设 receipt',
    'not-paid': '这一单还没有付款',
    'called-off': '这一单已经取消了',
    'not-in-kitchen': '厨房没有这一单（没付款、已取消或没打过后厨单），催不了',
    'nothing-to-make': '这一单没有要做的东西，不用催',
    'drawer-is-later': '钱箱已经是后面一天的班了，点不了这一天的钱：请把“点钱”的勾去掉，再日结',
    'no-order': '本店没有这一单，办不了：请在平台的商家端核对',
    'no-order-number': '账单上没有能用的单号，补录不了：请写明原因，按“已处理”结掉',
    'no-demo-source':
      '这家店没有 demo 来源：在 config.json 的 sources 里加上 { "id": "demo", "type": "push" }，重新启动',
    'menu-empty': '菜单是空的：先在 config.json 的 menu 里加菜，再来试',
    'menu-changed': '菜单和 config.json 对不上，测试单没下成：请看 menu 里的菜名和价格',
    'order-refused': '测试单没有收下：请看上面的告警，再试一次',
  } satisfies Record<RefusalReason, string>,
} as const
