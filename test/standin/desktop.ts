import type Electron from 'electron';
import { ModelledEmitter, modelled } from './modelled.ts';

const area = { x: 0, y: 0, width: 1920, height: 1080 };

const display: Pick<
  Electron.Display,
  'id' | 'bounds' | 'workArea' | 'size' | 'workAreaSize' | 'scaleFactor' | 'rotation'
> = {
  id: 1,
  bounds: area,
  workArea: area,
  size: { width: area.width, height: area.height },
  workAreaSize: { width: area.width, height: area.height },
  scaleFactor: 1,
  rotation: 0,
};

const screenEvents = ['display-added', 'display-removed', 'display-metrics-changed'];

/** electron.screen: one display, always the same. */
export const screen = modelled(
  'screen',
  Object.assign(new ModelledEmitter('screen', screenEvents), {
    getPrimaryDisplay: () => display,
    getAllDisplays: () => [display],
    getDisplayMatching: () => display,
    getDisplayNearestPoint: () => display,
    getCursorScreenPoint: () => ({ x: 0, y: 0 }),
  }),
);

/** electron.systemPreferences: the microphone is granted, as outside macOS. */
export const systemPreferences = modelled(
  'systemPreferences',
  Object.assign(new ModelledEmitter('systemPreferences', ['accent-color-changed']), {
    getMediaAccessStatus: (_type: 'microphone' | 'camera' | 'screen') => 'granted' as const,
    askForMediaAccess: async (_type: 'microphone' | 'camera') => true,
  }),
);

/** electron.nativeTheme: the choice is remembered, and Chromium does not hear of it. */
class NativeTheme extends ModelledEmitter {
  themeSource: Electron.NativeTheme['themeSource'] = 'system';
  readonly shouldUseHighContrastColors = false;

  constructor() {
    super('nativeTheme', ['updated']);
  }

  get shouldUseDarkColors(): boolean {
    return this.themeSource === 'dark';
  }
}

export const nativeTheme = modelled('nativeTheme', new NativeTheme());
