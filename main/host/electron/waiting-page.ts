import type { EngineState } from './engine-keeper.ts'

/** A page without script, for as long as there is no engine to ask. A data: address, so that no file is opened. */
export function waitingPage(state: EngineState): string {
  const [title, detail] = text(state)
  const html = `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>古荡</title>
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
body { margin: 0; min-height: 100vh; display: grid; place-content: center; text-align: center; padding: 2rem;
  font: 18px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #222; background: #f6f4ef }
h1 { font-size: 32px; margin: 0 0 .5rem } p { margin: 0; max-width: 42rem; overflow-wrap: anywhere; color: #555 }
</style></head><body><h1>${asText(title)}</h1><p>${asText(detail)}</p></body></html>`
  return `data:text/html;charset=utf-8,${encodeURIComponent(html)}`
}

function text(state: EngineState): [title: string, detail: string] {
  switch (state.kind) {
    case 'starting':
    case 'running':
      return ['正在启动…', 'Starting. 订单不会丢失。']
    case 'down':
      return [
        '接单程序停了，正在重新启动',
        `${state.why ?? '没有说明原因'}（第 ${state.failures} 次，${Math.ceil(state.againInMs / 1000)} 秒后再试 · restarting）`,
      ]
    case 'stopping':
      return ['正在退出…', '打完手上的小票就好 · finishing the ticket in hand']
    case 'stopped':
      return ['已停止', 'Stopped']
  }
}

function asText(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}
