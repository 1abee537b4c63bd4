import type Electron from 'electron';
import { modelled } from './modelled.ts';
import { isReady, refuseBeforeReady } from './ready.ts';

type ProtocolHandler = (request: Request) => Response | Promise<Response>;

const privileged = new Map<string, Electron.Privileges>();
const handlers = new Map<string, ProtocolHandler>();

/** The schemes that the app registered as privileged or answers itself. */
export function customSchemes(): string[] {
  return [...new Set([...privileged.keys(), ...handlers.keys()])];
}

/** The app's own answer to requests of that scheme. */
export function schemeHandler(scheme: string): ProtocolHandler | undefined {
  return handlers.get(scheme);
}

type ProtocolMembers = Pick<
  Electron.Protocol,
  'registerSchemesAsPrivileged' | 'handle' | 'unhandle' | 'isProtocolHandled'
>;

/** electron.protocol, as far as the stand-in goes. */
export const protocol = modelled<ProtocolMembers>('protocol', {
  registerSchemesAsPrivileged(schemes) {
    if (isReady()) {
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    }
    for (const { scheme, privileges } of schemes) privileged.set(scheme, privileges ?? {});
  },
  handle(scheme, handler) {
    refuseBeforeReady('protocol can only be used after app is ready');
    if (handlers.has(scheme)) {
      throw new Error(`Failed to register protocol: ${scheme}: there is a handler already`);
    }
    handlers.set(scheme, handler as ProtocolHandler);
  },
  unhandle: (scheme) => void handlers.delete(scheme),
  isProtocolHandled: (scheme) => handlers.has(scheme),
});
