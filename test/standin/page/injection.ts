import fs from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import type { PreloadSetup } from './preload-world.ts';

/** The texts that Chromium evaluates in each new document, before the page's own scripts. */
export interface Injection {
  readonly mainWorld: string;
  readonly preloadWorld: string;
}

const mainWorldFiles = ['world-message.ts', 'main-world.ts'];
const preloadWorldFiles = [
  'structured-clone.ts',
  'wire.ts',
  'world-message.ts',
  'context-bridge.ts',
  'ipc-renderer.ts',
  'web-utils.ts',
  'preload-world.ts',
];

/**
 * Builds the two injected texts out of this folder's files.
 * @param preloadSource the app's preload script, CommonJS; '' for a window without one
 */
export function buildInjection(setup: PreloadSetup, preloadSource: string): Injection {
  const preload = `function (require, process, module) {
const exports = module.exports;
const global = globalThis;
const setImmediate = (task, ...args) => setTimeout(task, 0, ...args);
const clearImmediate = clearTimeout;
${preloadSource}
}`;
  const secret = JSON.stringify(setup.secret);
  return {
    mainWorld: inTopWindow(mainWorldFiles, `startMainWorld(${secret});`),
    preloadWorld: inTopWindow(
      preloadWorldFiles,
      `startPreloadWorld(${JSON.stringify(setup)}, ${preload});`,
    ),
  };
}

function inTopWindow(files: readonly string[], call: string): string {
  return `if (window === top) (() => {\n${files.map(asScript).join('\n')}\n${call}\n})();`;
}

/** A module of this folder as plain script text: no types, no imports, no exports. */
function asScript(file: string): string {
  const source = fs.readFileSync(new URL(file, import.meta.url), 'utf8');
  return stripTypeScriptTypes(source)
    .replace(/^import [^;]*;$/gm, '')
    .replace(/^export /gm, '');
}
