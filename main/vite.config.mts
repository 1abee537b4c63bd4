import { builtinModules } from 'node:module';
import path from 'node:path';
import { defineConfig, type UserConfig } from 'vite';
import { recordBundledPackages } from '../packaging/bundled-packages.ts';

/** What Electron and Node provide at run time and no bundle may contain. */
export const providedAtRunTime = [
  /^electron(\/.+)?$/,
  ...builtinModules.flatMap((name) => [name, `node:${name}`]),
];

/**
 * One CommonJS bundle of the main process in `.vite/build`, the same with and without Forge.
 * CommonJS, because an ES module may miss Electron's `ready` event.
 */
export function mainProcessBundle(entry: string, underForge: boolean): UserConfig {
  return {
    plugins: [recordBundledPackages(path.basename(entry, '.ts'))],
    resolve: { conditions: ['node'], mainFields: ['module', 'jsnext:main', 'jsnext'] },
    build: {
      outDir: '.vite/build',
      emptyOutDir: false,
      copyPublicDir: false,
      minify: false,
      sourcemap: true,
      target: 'node24',
      reportCompressedSize: false,
      lib: { entry, formats: ['cjs'], fileName: () => '[name].cjs' },
      rolldownOptions: { external: providedAtRunTime },
    },
    define: {
      // What is bundled as CommonJS has no place of its own.
      'import.meta.dirname': 'undefined',
      // Forge sets these itself, and in development to the address of its server.
      ...(underForge
        ? {}
        : { MAIN_WINDOW_VITE_DEV_SERVER_URL: 'undefined', MAIN_WINDOW_VITE_NAME: '"main_window"' }),
    },
  };
}

export default defineConfig((env) => mainProcessBundle('main/main.ts', 'forgeConfig' in env));
