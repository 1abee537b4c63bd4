import type Electron from 'electron';
import { ModelledEmitter, modelled } from './modelled.ts';
import { protocol } from './protocol.ts';

type HeadersListener = (
  details: { url: string; method: string; statusCode: number; responseHeaders: HeaderLists },
  callback: (response: { responseHeaders?: Record<string, string | string[]> }) => void,
) => void;
type HeaderLists = Record<string, string[]>;

let headersListener: HeadersListener | undefined;

/**
 * Lets the app change the headers of an answer of its own scheme, as webRequest does.
 * @returns the headers to answer with
 */
export function headersAfterWebRequest(
  url: string,
  method: string,
  statusCode: number,
  responseHeaders: HeaderLists,
): Promise<HeaderLists> {
  const listener = headersListener;
  if (!listener) return Promise.resolve(responseHeaders);
  return new Promise((resolve) => {
    listener({ url, method, statusCode, responseHeaders }, (response) => {
      const changed = Object.entries(response.responseHeaders ?? responseHeaders);
      resolve(Object.fromEntries(changed.map(([name, value]) => [name, [value].flat()])));
    });
  });
}

const webRequest = modelled('session.webRequest', {
  onHeadersReceived(...args: unknown[]) {
    const listener = args.at(-1);
    headersListener = typeof listener === 'function' ? (listener as HeadersListener) : undefined;
  },
});

type SessionMembers = Pick<
  Electron.Session,
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
  | 'setSpellCheckerEnabled'
  | 'clearCache'
  | 'flushStorageData'
> & { protocol: typeof protocol; webRequest: typeof webRequest };

const members: SessionMembers = {
  protocol,
  webRequest,
  // The page of the stand-in is granted nothing in any case; these need no more than be there.
  setPermissionRequestHandler: () => {},
  setPermissionCheckHandler: () => {},
  setDevicePermissionHandler: () => {},
  setDisplayMediaRequestHandler: () => {},
  setSpellCheckerEnabled: () => {},
  clearCache: async () => {},
  flushStorageData: () => {},
};

const emitter = new ModelledEmitter('session', ['will-download', 'preconnect']);

/** electron.session, as far as the stand-in goes: one session for all windows. */
export const session = modelled('session', {
  defaultSession: modelled('session.defaultSession', Object.assign(emitter, members)),
});
