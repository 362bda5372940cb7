import pino from 'pino'

/** A command says what it has to say itself. */
export const quietLog = pino({ enabled: false })
