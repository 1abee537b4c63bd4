import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { recordBundledPackages } from '../packaging/bundled-packages.ts';

/** Every browser of the last ten years takes the WOFF2 file beside it. */
const withoutOldFonts: Plugin = {
  name: 'without-old-fonts',
  enforce: 'pre',
  transform: (code, id) =>
    /\.css$/.test(id)
      ? code.replaceAll(/,\s*url\([^)]*\.woff\)\s*format\(["']woff["']\)/g, '')
      : undefined,
};

/** The window's page, loaded from the app's own scheme; hence relative addresses. */
export default defineConfig((env) => ({
  root: import.meta.dirname,
  base: './',
  publicDir: false,
  plugins: [withoutOldFonts, react(), recordBundledPackages('renderer')],
  build: {
    outDir: path.join(import.meta.dirname, '..', '.vite', 'renderer', 'main_window'),
    emptyOutDir: true,
    // Of a package only; the bundle does not name its map.
    sourcemap: 'forgeConfig' in env ? 'hidden' : false,
    // The content security policy allows files of the app, not data: addresses of fonts.
    assetsInlineLimit: 0,
    target: 'chrome140',
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
  },
}));
