import { appendFileSync } from 'node:fs'

// Loaded into an engine under soak (--expose-gc --import): at SIGUSR2 it collects its garbage and writes down what is left,
// in bytes, a JSON line each. What the process has resident also counts what the collector has not come round to.

process.on('SIGUSR2', () => {
  globalThis.gc?.()
  appendFileSync(process.env.GUDANG_HEAP ?? '', `${JSON.stringify(process.memoryUsage())}\n`)
})
