import type { ThemeConfig } from 'antd'

/** Colours of what a thing is doing; every one also has its own word and its own icon. */
export const tones = {
  problem: { ink: '#b3161b', paper: '#fdeceb', edge: '#d9262c' },
  waiting: { ink: '#8a4b00', paper: '#fff2d6', edge: '#e39a1d' },
  printing: { ink: '#0a4f99', paper: '#e5f0fc', edge: '#1f74cf' },
  printed: { ink: '#156534', paper: '#e6f5eb', edge: '#2d9a57' },
  sent: { ink: '#3f4f5f', paper: '#e9eef3', edge: '#7e92a5' },
  cancelled: { ink: '#5b6067', paper: '#efeeec', edge: '#a8a9ab' },
} as const
export type Tone = keyof typeof tones

/** Wet hands: nothing to touch is lower than 44 px, nothing to read smaller than 16. */
export const theme: ThemeConfig = {
  token: {
    // Who asks the system for less movement gets dialogs that are simply there.
    motion: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    colorPrimary: '#0f5f49',
    colorInfo: '#0a4f99',
    colorSuccess: '#156534',
    colorWarning: '#8a4b00',
    colorError: '#b3161b',
    colorText: '#1c2126',
    colorTextSecondary: '#535d66',
    colorTextPlaceholder: '#6c757d',
    colorBorder: '#bdb8ad',
    colorBgLayout: '#f5f2eb',
    fontSize: 16,
    controlHeight: 44,
    controlHeightSM: 44,
    controlHeightLG: 56,
    borderRadius: 10,
    fontFamily:
      "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', system-ui, sans-serif",
    wireframe: false,
  },
  components: {
    Button: { fontWeight: 600, primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
    Segmented: { itemSelectedColor: '#0f5f49', trackBg: '#e8e3d8' },
  },
}

/** The tones as CSS variables, so that style sheets and antd share one list. */
export function toneVariables(): Record<`--${string}`, string> {
  const variables: Record<`--${string}`, string> = {}
  for (const [name, tone] of Object.entries(tones)) {
    for (const [part, colour] of Object.entries(tone)) variables[`--${name}-${part}`] = colour
  }
  return variables
}
