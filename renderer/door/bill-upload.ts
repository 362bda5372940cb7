import { DoorError, messageIn } from './fault.ts'
import type { Session } from './session.ts'

/** How many differences the bill has; `known`: it was read before, and nothing has changed. */
export type BillAnswer = { differences: number; known: boolean }

type Upload = { url: string; session: Session; file: File; onSent: (share: number) => void }

/** `fetch` says nothing of how much has gone; a big bill takes a while even within one machine. */
export function sendBill({ url, session, file, onSent }: Upload): Promise<BillAnswer> {
  const token = session.state().token
  const form = new FormData()
  form.append('bill', file, file.name)
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', url)
    if (token !== null) request.setRequestHeader('authorization', `Bearer ${token}`)
    request.upload.onprogress = ({ loaded, total }) => onSent(total === 0 ? 0 : loaded / total)
    request.upload.onload = () => onSent(1)
    request.onerror = () => reject(new DoorError(503, 'no answer came'))
    request.onload = () => {
      if (request.status === 401) session.refuse(token)
      const answer = parsed(request.responseText)
      const said = request.status >= 200 && request.status < 300 ? answerIn(answer) : null
      if (said !== null) resolve(said)
      else reject(new DoorError(request.status, messageIn(answer) ?? `HTTP ${request.status}`))
    }
    request.send(form)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function answerIn(answer: unknown): BillAnswer | null {
  if (typeof answer !== 'object' || answer === null) return null
  if (!('differences' in answer) || typeof answer.differences !== 'number') return null
  return { differences: answer.differences, known: 'result' in answer && answer.result === 'known' }
}
