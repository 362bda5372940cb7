import { useMutation } from '@tanstack/react-query'
import { App } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Topic } from '../../shared/domain/views.ts'
import type { Door } from './door.ts'
import { faultOf } from './fault.ts'
import { useScreen } from './screen.ts'

const touched: Topic[] = ['orders', 'jobs', 'printers', 'alarms', 'quarantine']

/** Something a person does: says how it went in words, and has the screen look again. */
export function useAct<Input, Answer>(options: {
  call: (door: Door, input: Input) => Promise<Answer>
  /** what to say when it worked; null: nothing */
  done: (answer: Answer, input: Input) => string | null
  /** what to say where the engine would not; without it: that things have changed */
  refused?: (detail: string) => string
}) {
  const { door, look } = useScreen()
  const { message } = App.useApp()
  const sayFault = useFaultWords()
  return useMutation({
    mutationFn: (input: Input) => options.call(door, input),
    onSuccess: (answer, input) => {
      const words = options.done(answer, input)
      if (words !== null) void message.success(words)
    },
    onError: error => {
      const { kind, detail } = faultOf(error)
      const words = kind === 'conflict' ? options.refused?.(detail) : undefined
      void message.error(words ?? sayFault(error), 6)
    },
    onSettled: () => look(touched),
  })
}

export function useFaultWords(): (error: unknown) => string {
  const { t } = useTranslation()
  return error => {
    const { kind, detail } = faultOf(error)
    const words = t(`fault.${kind}`)
    return kind === 'invalid' || kind === 'other' ? `${words} (${detail})` : words
  }
}
