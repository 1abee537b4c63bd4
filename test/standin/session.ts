import type Electron from 'electron';
import { ModelledEmitter, modelled } from './modelled.ts';

type SessionMembers = Pick<
  Electron.Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler'
>;

const members: SessionMembers = {
  // The page of the stand-in is granted nothing in any case; the handlers are never called.
  setPermissionRequestHandler: () => {},
  setPermissionCheckHandler: () => {},
};

const emitter = new ModelledEmitter('session', ['will-download', 'preconnect']);

/** electron.session, as far as the stand-in goes: one session for all windows. */
export const session = modelled('session', {
  defaultSession: modelled('session.defaultSession', Object.assign(emitter, members)),
});
