// Our own line icons: each state must be told by its shape alone.

const shapes = {
  problem: 'M12 3.5 22 20.5H2zM12 10v4.5M12 17.4v.2',
  waiting: 'M6 3h12M6 21h12M7 3v3.5c0 2.5 5 4 5 5.5s-5 3-5 5.5V21M17 3v3.5c0 2.5-5 4-5 5.5s5 3 5 5.5V21',
  printing: 'M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z',
  printed: 'M4 12.5l5.5 5.5L20.5 6.5',
  sent: 'M3 11.5 21 3l-5 18-4.5-7.5zM11.5 13.5 21 3',
  cancelled: 'M5.5 5.5l13 13M18.5 5.5l-13 13',
  orders: 'M5 3h14v18l-3.5-2-3.5 2-3.5-2L5 21zM9 8h6M9 12h6',
  queue: 'M4 6h16M4 12h16M4 18h10',
  printers: 'M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z',
  sound: 'M4 9.5h4L13 5v14l-5-4.5H4zM16.5 9a4 4 0 0 1 0 6M19 6.5a8 8 0 0 1 0 11',
  muted: 'M4 9.5h4L13 5v14l-5-4.5H4zM17 9.5l5 5M22 9.5l-5 5',
  close: 'M5.5 5.5l13 13M18.5 5.5l-13 13',
  back: 'M15 4l-8 8 8 8',
  pause: 'M8 5v14M16 5v14',
  play: 'M7 4.5v15l13-7.5z',
  language: 'M3 12h18M12 3a18 18 0 0 1 0 18M12 3a18 18 0 0 0 0 18M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z',
  paper: 'M6 3h12v18l-2-1.5-2 1.5-2-1.5-2 1.5-2-1.5L6 21zM9 8h6M9 12h6',
  cover: 'M3 14h18v6H3zM4 14 17 4',
  power: 'M12 3v9M6.5 6.5a8 8 0 1 0 11 0',
  offline: 'M8 3v5M16 3v5M5 8h14v3a7 7 0 0 1-10 6.3M12 18v3M3 3l18 18',
  search: 'M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16 16l5 5',
  arrow: 'M9 4l8 8-8 8',
  shop: 'M3.5 9.5 5.5 4h13l2 5.5M3.5 9.5c0 3.5 4.2 3.5 4.2 0 0 3.5 4.3 3.5 4.3 0 0 3.5 4.3 3.5 4.3 0 0 3.5 4.2 3.5 4.2 0M5.5 12.5V20h13v-7.5',
  reconciliation: 'M12 3v17M7 20.5h10M4 6.5h16M4.5 6.5 1.8 13a3 3 0 0 0 5.4 0zM19.5 6.5 16.8 13a3 3 0 0 0 5.4 0z',
  upload: 'M12 16V4M7 9l5-5 5 5M4 15v5h16v-5',
  report: 'M4 20h16M7 20v-7M12 20V5M17 20v-10',
  settings: 'M3 7h10M19 7h2M13 4h6v6h-6zM3 17h2M11 17h10M5 14h6v6H5z',
  technician:
    'M14.5 3.5a5 5 0 0 0-4.7 6.7L3.5 16.5V20.5h4l6.3-6.3a5 5 0 0 0 6.2-6.4l-3 3-3-.8-.8-3 3-3a5 5 0 0 0-1.7-.5z',
  held: 'M8 12V5.5a1.5 1.5 0 0 1 3 0V11V4a1.5 1.5 0 0 1 3 0v7V5.5a1.5 1.5 0 0 1 3 0V15a6 6 0 0 1-6 6c-3 0-4-1.5-6-5l-1.5-3a1.5 1.5 0 0 1 2.5-1.5z',
} as const
export type IconName = keyof typeof shapes

export function Icon({ name, size = 24 }: { name: IconName; size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={2.2}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={shapes[name]} />
    </svg>
  )
}
