import { createReplyParser, type Reply } from '../escpos/replies.ts'
import { type Connection, isTransportError, type PortStatus, type TransportError } from '../transport/transport.ts'
import type { Timers } from './timers.ts'

/** A reply that is waited for, from the moment of the call until it came or is dropped. */
export type Expectation<T> = {
  /** Waits (again) for at most `ms`. `silent`: not yet; `gone`: the connection ended first. */
  within(ms: number): Promise<T | 'silent' | 'gone'>
  drop(): void
}

/** An open connection that is listened to: bytes out, replies in. */
export type Line = {
  /** null when all bytes were taken, else why they were not */
  send(bytes: Uint8Array, stallMs: number): Promise<TransportError | null>
  /** The first reply for which `pick` gives something. */
  expect<T>(pick: (reply: Reply) => T | null): Expectation<T>
  /** the pins of its port; null: there are none, or they do not answer within `ms` */
  portStatus(ms: number): Promise<PortStatus | null>
  /** Ends politely; tells how it ended. */
  close(): Promise<'closed' | 'lost'>
  readonly open: boolean
  /** why it ended by itself */
  readonly failure: TransportError | null
  /** something came that nobody asked for: an echo, another program's talk, a wrong baud rate; no bare byte is believed */
  readonly noisy: boolean
  /** bytes sent since the last answer that was outstanding: what a slow printer may still have to work through */
  readonly behind: number
  /**
   * its model knows GS a and it has told its state so on this line, on which nothing else is heard: it will tell every
   * change. Among noise four bytes may look like that, and whoever believed them would wait for the next four for ever
   */
  readonly pushes: boolean
  /** a DLE EOT was answered on it, however late: a printer with much to work through first was not known to */
  readonly answersStatus: boolean
  /** it may be telling its state by itself, and is to be asked to end that */
  readonly mayPush: boolean
}

/** `last`: it was asked for, and nothing that was sent before its question is left to be worked through */
export type Heard = 'unasked' | 'asked' | 'last'

export type LineOptions = {
  timers: Timers
  /** Sees every reply before those who expect one; `noisy`: others came unasked. */
  onReply(reply: Reply, noisy: boolean): Heard
  /** does this model know GS a? What looks like its four bytes from another is not to be waited for. */
  autoStatus: boolean
}

export function createLine(connection: Connection, { timers, onReply, autoStatus }: LineOptions): Line {
  const pickers = new Set<(reply: Reply) => void>()
  let open = true
  let failure: TransportError | null = null
  let noisy = false
  let mayPush = false
  let heardStatus = false
  let behind = 0
  const gone = connection.ended.then(({ error }) => {
    open = false
    failure ??= error
    return 'gone' as const
  })
  connection.onBytes(
    createReplyParser(reply => {
      const heard = onReply(reply, noisy)
      if (heard === 'unasked') noisy = true
      if (heard === 'last') behind = 0
      if (reply.type === 'auto-status') mayPush = autoStatus
      heardStatus ||= reply.type === 'status'
      for (const pick of [...pickers]) pick(reply)
    }),
  )

  return {
    get open() {
      return open
    },
    get failure() {
      return failure
    },
    get noisy() {
      return noisy
    },
    get behind() {
      return behind
    },
    get pushes() {
      return mayPush && !noisy
    },
    get answersStatus() {
      return heardStatus && !noisy
    },
    get mayPush() {
      return mayPush
    },
    async send(bytes, stallMs) {
      behind += bytes.length
      try {
        await connection.write(bytes, { stallMs })
        return null
      } catch (error) {
        if (!isTransportError(error)) throw error
        failure ??= error
        return error
      }
    },
    expect<T>(pick: (reply: Reply) => T | null): Expectation<T> {
      const found = Promise.withResolvers<T>()
      const picker = (reply: Reply) => {
        const picked = pick(reply)
        if (picked === null) return
        pickers.delete(picker)
        found.resolve(picked)
      }
      pickers.add(picker)
      return {
        async within(ms) {
          const silent = Promise.withResolvers<'silent'>()
          const cancel = timers.after(ms, () => silent.resolve('silent'))
          try {
            return await Promise.race([found.promise, gone, silent.promise])
          } finally {
            cancel()
          }
        },
        drop: () => pickers.delete(picker),
      }
    },
    async portStatus(ms) {
      if (!open || connection.portStatus === undefined) return null
      const late = Promise.withResolvers<null>()
      const cancel = timers.after(ms, () => late.resolve(null))
      return Promise.race([connection.portStatus(), late.promise]).finally(cancel)
    },
    async close() {
      open = false
      await connection.close()
      return (await connection.ended).reason
    },
  }
}
