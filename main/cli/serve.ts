import { serveDemo } from '../host/headless/demo/serve-demo.ts'
import { runUntilSignal } from '../host/headless/run.ts'
import { serve } from '../host/headless/serve.ts'
import { readServeOptions } from '../host/headless/serve-options.ts'

// npm run serve -- [--data DIR] [--config FILE] [--host 127.0.0.1] [--port 8760] [--demo]
await runUntilSignal(async () => {
  const options = readServeOptions(process.argv.slice(2))
  return options.demo ? serveDemo(options) : serve(options)
})
