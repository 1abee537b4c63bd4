/**
 * Exposes the contract to the page as `window.studio`, and nothing else. Runs sandboxed in an
 * isolated world.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import {
  type Bridge,
  type DroppedFile,
  type EventName,
  type Events,
  eventChannel,
  type Handlers,
  type Placement,
  REQUEST_NAMES,
  requestChannel,
} from './contract.ts';
import { failure, success } from './outcome.ts';

function requestFunctions(): Handlers {
  const functions = REQUEST_NAMES.map((name) => [
    name,
    (payload: unknown) => ipcRenderer.invoke(requestChannel(name), payload),
  ]);
  return Object.fromEntries(functions) as Handlers;
}

function subscribe<Name extends EventName>(
  name: Name,
  listener: (payload: Events[Name]) => void,
): () => void {
  const channel = eventChannel(name);
  const forward = (_event: unknown, payload: Events[Name]) => listener(payload);
  ipcRenderer.on(channel, forward);
  return () => {
    ipcRenderer.removeListener(channel, forward);
  };
}

const { importFiles, ...pageRequests } = requestFunctions();

async function importDroppedFiles(files: readonly DroppedFile[], placement: Placement | null) {
  const found = files.map((file) => ({
    name: file.name,
    path: webUtils.getPathForFile(file as unknown as File),
  }));
  const paths = found.map(({ path }) => path).filter((path) => path !== '');
  if (paths.length === 0) {
    return failure(
      'no-files',
      'What was dropped is not a file on a disk. Drop files from a folder.',
    );
  }
  const outcome = await importFiles({ paths, placement });
  const pathless = found.filter(({ path }) => path === '');
  if (!outcome.ok || pathless.length === 0) return outcome;
  const refused = pathless.map(({ name }) => ({
    name,
    code: 'no-files' as const,
    isTold: false,
    message: `“${name}” is not a file on a disk. Drop it from a folder.`,
  }));
  const refusals = [...refused, ...outcome.value.refusals];
  return success({ ...outcome.value, refusals });
}

const bridge: Bridge = {
  ...pageRequests,
  importDroppedFiles,
  onUpdate: (listener) => subscribe('update', listener),
  onCommand: (listener) => subscribe('command', listener),
  platform:
    process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux',
};

contextBridge.exposeInMainWorld('studio', bridge);
