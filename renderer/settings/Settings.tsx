export type Setting = [name: string, value: string]

export function Settings({ list }: { list: Setting[] }) {
  return (
    <dl>
      {list.map(([name, value]) => (
        <div key={name} className="setting">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
