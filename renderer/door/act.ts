import { useMutation } from '@tanstack/react-query'
import { App } from 'antd'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Topic } from '../../shared/domain/views/shop-views.ts'
import type { Door } from './door.ts'
import { faultOf } from './fault.ts'
import { useScreen } from './screen.ts'

const touched: Topic[] = [
  ...(['orders', 'jobs', 'printers', 'alarms', 'quarantine', 'shop', 'tokens', 'outbox'] as const),
  ...(['bills', 'discrepancies', 'days'] as const),
]

export type Act<Input> = { isPending: boolean; mutate: (input: Input) => void }

/** Something a person does: once at a time, says how it went in words, and has the screen look again. */
export function useAct<Input, Answer>(options: {
  call: (door: Door, input: Input) => Promise<Answer>
  /** what to say when it worked; null: nothing */
  done: (answer: Answer, input: Input) => string | null
  /** what to say where the engine would not and gives no reason that has words; without it: that things have changed */
  refused?: (detail: string) => string
}): Act<Input> {
  const { door, look } = useScreen()
  const { message } = App.useApp()
  const sayFault = useFaultWords()
  // The second click of a double click comes before the button has been drawn disabled.
  const running = useRef(false)
  const mutation = useMutation({
    mutationFn: (input: Input) => options.call(door, input),
    onSuccess: (answer, input) => {
      const words = options.done(answer, input)
      if (words !== null) void message.success(words)
    },
    onError: error => {
      const { kind, reason, detail } = faultOf(error)
      const words = kind === 'conflict' && reason === null ? options.refused?.(detail) : undefined
      void message.error(words ?? sayFault(error), 6)
    },
    onSettled: () => {
      running.current = false
      look(touched)
    },
  })
  return {
    isPending: mutation.isPending,
    mutate(input) {
      if (running.current) return
      running.current = true
      mutation.mutate(input)
    },
  }
}

export function useFaultWords(): (error: unknown) => string {
  const { t } = useTranslation()
  return error => {
    const { kind, reason, detail } = faultOf(error)
    if (reason !== null) return t(`refusal.${reason}`)
    const words = t(`fault.${kind}`)
    return kind === 'invalid' || kind === 'other' ? `${words} (${detail})` : words
  }
}
