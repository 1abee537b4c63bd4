import { ModelledEmitter } from './modelled.ts';

/** The emitter that becomes `electron.app`; apart so that windows can emit without importing it. */
export const appEvents = new ModelledEmitter('app', [
  'will-finish-launching',
  'ready',
  'window-all-closed',
  'before-quit',
  'will-quit',
  'quit',
  'activate',
  'open-file',
  'open-url',
  'second-instance',
  'web-contents-created',
  'browser-window-created',
  'browser-window-focus',
  'browser-window-blur',
  'render-process-gone',
  'child-process-gone',
  'certificate-error',
  'gpu-info-update',
]);
