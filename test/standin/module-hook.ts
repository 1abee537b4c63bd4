import { registerHooks } from 'node:module';

const electronUrl = new URL('./electron.ts', import.meta.url).href;
const electronNames = new Set(['electron', 'electron/main', 'electron/common']);

/** Makes every import and require of 'electron' in this process yield the stand-in. */
export function installElectron(): void {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (!electronNames.has(specifier)) return nextResolve(specifier, context);
      return { url: electronUrl, format: 'module-typescript', shortCircuit: true };
    },
  });
}
