/** The views and tabs of the window and their texts. What each shows does not compile until it is there. */

/** At the foot. */
export const VIEWS = { arrange: 'Arrange', report: 'Report' } as const;
export type ViewName = keyof typeof VIEWS;

/** Below the timeline. */
export const PANELS = {
  actions: 'Actions',
  dropouts: 'Dropouts',
  devices: 'Devices',
  stream: 'Stream',
  log: 'Log',
} as const;
export type PanelId = keyof typeof PANELS;

/** In the Library. */
export const LIBRARY_TABS = { buffers: 'Buffers', takes: 'Takes' } as const;
export type LibraryTab = keyof typeof LIBRARY_TABS;
