import { defineConfig } from 'vite'

// The program for packaging: our own modules in a few files, the packages they use outside, as npm installed them
// (three of them bring native code). Entries and shared chunks lie side by side, so that what a module looks for
// beside itself (engine-process, paint-child, device-writer) is there.
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  ssr: { external: true },
  build: {
    ssr: true,
    outDir: '../../dist/main',
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    sourcemap: false,
    rolldownOptions: {
      input: {
        main: 'electron/main.ts',
        'engine-process': 'electron/engine-process.ts',
        serve: '../cli/serve.ts',
        doctor: '../cli/doctor.ts',
        printers: '../cli/printers.ts',
        shop: '../cli/shop.ts',
        'paint-child': '../../drivers/virtual/paint-child.ts',
        'bill-thread': '../engine/bills/bill-thread.ts',
        'errand-thread': '../store/errand-thread.ts',
        'device-writer': '../../drivers/transport/device-writer.ts',
      },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[name].js' },
    },
  },
})
