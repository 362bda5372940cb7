import {
  Bar,
  BarChart,
  CartesianGrid,
  Legend,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'

// The only file that knows the chart library. Money comes as fen and is drawn in yuan.

const ink = '#535d66'
const brand = '#0f5f49'
const second = '#e39a1d'
const tick = { fill: ink, fontSize: 14 }
const margin = { top: 8, right: 8, bottom: 0, left: 0 }
const height = 240

/** Bars of what came in, one for each hour or day; `label` is what stands below it. */
export function MoneyBars({ name, rows }: { name: string; rows: readonly { label: string; fen: number }[] }) {
  const points = rows.map(row => ({ label: row.label, [name]: row.fen / 100 }))
  return (
    <ResponsiveContainer width="100%" height={height} minWidth={0}>
      <BarChart data={points} margin={margin}>
        <CartesianGrid vertical={false} stroke="#ddd7ca" />
        <XAxis dataKey="label" tick={tick} tickLine={false} axisLine={{ stroke: ink }} interval="preserveStartEnd" />
        <YAxis tick={tick} tickLine={false} axisLine={false} width={64} />
        <Tooltip cursor={{ fill: '#dfeee8' }} isAnimationActive={false} />
        <Bar dataKey={name} fill={brand} radius={[6, 6, 0, 0]} maxBarSize={44} isAnimationActive={false} />
      </BarChart>
    </ResponsiveContainer>
  )
}

/** Two lines in seconds, a point for each day. */
export function WaitLines({
  names,
  rows,
}: {
  names: { median: string; p95: string }
  rows: readonly { label: string; medianMs: number; p95Ms: number }[]
}) {
  const points = rows.map(row => ({
    label: row.label,
    [names.median]: Math.round(row.medianMs / 100) / 10,
    [names.p95]: Math.round(row.p95Ms / 100) / 10,
  }))
  return (
    <ResponsiveContainer width="100%" height={height} minWidth={0}>
      <LineChart data={points} margin={margin}>
        <CartesianGrid vertical={false} stroke="#ddd7ca" />
        <XAxis dataKey="label" tick={tick} tickLine={false} axisLine={{ stroke: ink }} interval="preserveStartEnd" />
        <YAxis tick={tick} tickLine={false} axisLine={false} width={56} unit="s" />
        <Tooltip isAnimationActive={false} />
        <Legend wrapperStyle={{ fontSize: 16 }} />
        <Line dataKey={names.median} stroke={brand} strokeWidth={3} dot={{ r: 3 }} isAnimationActive={false} />
        <Line dataKey={names.p95} stroke={second} strokeWidth={3} dot={{ r: 3 }} isAnimationActive={false} />
      </LineChart>
    </ResponsiveContainer>
  )
}
