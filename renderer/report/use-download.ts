import { App } from 'antd'
import { useFaultWords } from '../door/act.ts'
import { useScreen } from '../door/screen.ts'

/** Saves a day's report where this browser keeps downloads. The token goes in a header, so a plain link would not do. */
export function useDownload(): (day: string, kind: 'csv' | 'xlsx') => void {
  const { door } = useScreen()
  const { message } = App.useApp()
  const sayFault = useFaultWords()
  return (day, kind) => {
    door.report(day, kind).then(
      file => {
        const url = URL.createObjectURL(file)
        const link = document.createElement('a')
        link.href = url
        link.download = `gudang-${day}.${kind}`
        link.click()
        setTimeout(() => URL.revokeObjectURL(url), 10_000)
      },
      error => void message.error(sayFault(error), 6),
    )
  }
}
