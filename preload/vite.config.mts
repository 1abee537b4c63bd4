import { defineConfig } from 'vite';
import { recordBundledPackages } from '../packaging/bundled-packages.ts';

/** The preload script: one CommonJS file, because the sandbox can load nothing else. */
export default defineConfig({
  plugins: [recordBundledPackages('preload')],
  build: {
    outDir: '.vite/build',
    emptyOutDir: false,
    copyPublicDir: false,
    minify: false,
    sourcemap: false,
    target: 'chrome140',
    reportCompressedSize: false,
    rolldownOptions: {
      input: 'preload/preload.ts',
      external: ['electron', 'electron/renderer'],
      output: { format: 'cjs', codeSplitting: false, entryFileNames: '[name].cjs' },
    },
  },
});
