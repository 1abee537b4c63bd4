import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { recordBundledPackages } from '../packaging/bundled-packages.ts';

/** The window's page, loaded from the app's own scheme; hence relative addresses. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  publicDir: false,
  plugins: [react(), recordBundledPackages('renderer')],
  build: {
    outDir: path.join(import.meta.dirname, '..', '.vite', 'renderer', 'main_window'),
    emptyOutDir: true,
    // The content security policy allows files of the app, not data: addresses of fonts.
    assetsInlineLimit: 0,
    target: 'chrome140',
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
  },
});
