import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * The programs for the machine, each nearly in one file, beside node_modules: there, taking the types out of each of our files costs
 * a tenth of a second or more. Gives the path of inside.ts's.
 */
export async function bundleForMachine(): Promise<string> {
  const outDir = `${root}node_modules/.cache/vm`
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    publicDir: false,
    ssr: { external: true },
    plugins: [
      {
        name: 'no-test-runner',
        enforce: 'pre',
        resolveId: id => (id === 'vitest' ? '\0vitest' : null),
        load: id => (id === '\0vitest' ? 'export const vi = null' : null),
      },
    ],
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: 'node24',
      minify: false,
      rolldownOptions: {
        // The last two are looked for beside those that start them.
        input: {
          inside: `${root}test/vm/inside.ts`,
          serve: `${root}main/cli/serve.ts`,
          'device-writer': `${root}drivers/transport/device-writer.ts`,
          'paint-child': `${root}drivers/virtual/paint-child.ts`,
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[name].js' },
      },
    },
  })
  return `${outDir}/inside.js`
}
