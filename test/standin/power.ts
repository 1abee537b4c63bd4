import type Electron from 'electron';
import { ModelledEmitter, modelled } from './modelled.ts';

const kinds = ['prevent-app-suspension', 'prevent-display-sleep'];
const started = new Set<number>();
let lastId = 0;

/** electron.powerSaveBlocker: remembers what was asked; the machine sleeps as it likes. */
export const powerSaveBlocker = modelled<
  Pick<Electron.PowerSaveBlocker, 'start' | 'stop' | 'isStarted'>
>('powerSaveBlocker', {
  start(type) {
    if (!kinds.includes(type)) throw new TypeError(`Invalid power save blocker type: ${type}`);
    lastId += 1;
    started.add(lastId);
    return lastId;
  },
  stop: (id) => started.delete(id),
  isStarted: (id) => started.has(id),
});

/** electron.powerMonitor: its events come from tests, by emit(). */
export const powerMonitor = modelled(
  'powerMonitor',
  new ModelledEmitter('powerMonitor', [
    'suspend',
    'resume',
    'lock-screen',
    'unlock-screen',
    'shutdown',
    'on-ac',
    'on-battery',
  ]),
);
