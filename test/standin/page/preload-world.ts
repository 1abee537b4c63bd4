import { createContextBridge } from './context-bridge.ts';
import { IpcRenderer } from './ipc-renderer.ts';
import { createWebUtils } from './web-utils.ts';
import { PageWire } from './wire.ts';

/** What is known when the preload is injected. */
export interface PreloadSetup {
  /** Marks this stand-in's names in the page. */
  readonly secret: string;
  /** What a sandboxed preload sees as `process`. */
  readonly process: Readonly<Record<string, unknown>>;
}

type Preload = (require: (id: string) => unknown, process: object, module: object) => void;

/** Runs the app's preload script in its own world with what Electron's sandbox gives it. */
export function startPreloadWorld(setup: PreloadSetup, preload: Preload): void {
  const wire = new PageWire(setup.secret);
  const electron = refusing('electron', {
    contextBridge: refusing('contextBridge', createContextBridge(setup.secret)),
    ipcRenderer: refusing('ipcRenderer', new IpcRenderer(wire)),
    webUtils: refusing('webUtils', createWebUtils(wire)),
  });
  const modules: Record<string, unknown> = {
    electron,
    'electron/renderer': electron,
    'electron/common': electron,
    timers: { setTimeout, setInterval, clearTimeout, clearInterval },
    url: { URL, URLSearchParams },
  };
  const requireModule = (id: string) => {
    const found = modules[id.replace(/^node:/, '')];
    if (found === undefined) throw new Error(`module not found: ${id}`);
    return found;
  };
  reportKeys(wire);
  try {
    preload(requireModule, setup.process, { exports: {} });
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    wire.send({ kind: 'preload-error', message, stack: stack ?? message });
    throw error;
  }
}

/** Makes the members that the stand-in lacks throw instead of being undefined. */
function refusing<T extends object>(name: string, api: T): T {
  return new Proxy(api, {
    get(target, key) {
      if (typeof key === 'symbol' || key in target || key === 'then' || key === '__esModule') {
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function' ? value.bind(target) : value;
      }
      throw new Error(`The stand-in for Electron does not model ${name}.${key} in a preload.`);
    },
  });
}

/** Tells main of each key, for its menu's accelerators. */
function reportKeys(wire: PageWire): void {
  const report = (event: KeyboardEvent) =>
    wire.send({
      kind: 'key',
      input: {
        type: 'keyDown',
        key: event.key,
        code: event.code,
        isAutoRepeat: event.repeat,
        shift: event.shiftKey,
        control: event.ctrlKey,
        alt: event.altKey,
        meta: event.metaKey,
        handled: event.defaultPrevented,
      },
    });
  // A task later, when every listener of the page has had the event.
  addEventListener('keydown', (event) => setTimeout(report, 0, event));
}
