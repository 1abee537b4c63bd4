/**
 * The command table: what every command is called, where it stands in the menus, and its keys. What
 * it needs and does is in `renderer/commands/command-table.ts`, which does not compile without it.
 */

import type { ThemeChoice } from './appearance.ts';

/**
 * Where the keys of a command work. Open menus and dialogs keep theirs always.
 *
 * - `anywhere`: also while text is typed.
 * - `window`: everywhere else.
 * - `barsToo`: not in lists, tables and on sliders.
 * - `timeline`: not on tabs and closed selects either.
 * - `clip`, `row`, `sound`: while one has the focus.
 * - `head`: while something in the heads of tracks has it; comes before the others there.
 */
export type KeyPlace =
  | 'anywhere'
  | 'window'
  | 'barsToo'
  | 'timeline'
  | 'clip'
  | 'row'
  | 'sound'
  | 'head';

export interface CommandEntry {
  readonly name: string;
  readonly group: CommandGroup;
  /** The keys at first; the keys dialog changes them. */
  readonly keys: readonly string[];
  /** Absent = `window`. */
  readonly place?: KeyPlace;
  /** Held keys run it again and again. Absent = once a press. */
  readonly repeats?: true;
  /** Why its keys cannot be changed, a sentence. */
  readonly fixed?: string;
}

export const COMMAND_GROUPS = {
  session: 'Session',
  edit: 'Edit',
  clips: 'Clips',
  tracks: 'Tracks',
  transport: 'Transport',
  library: 'Library',
  actions: 'Actions',
  report: 'Report',
  view: 'View',
} as const;
export type CommandGroup = keyof typeof COMMAND_GROUPS;

const ENTER_FIXED = 'Enter does what the thing with the focus is for; it stays.';

const TABLE = {
  import: { name: 'Import…', group: 'session', keys: ['Ctrl+I'] },
  exportTime: { name: 'Export the selected time…', group: 'session', keys: ['Ctrl+Shift+E'] },
  exportClips: { name: 'Export the selected clips…', group: 'session', keys: [] },
  restart: { name: 'Restart RtMixer', group: 'session', keys: [] },
  showKeys: { name: 'Keys…', group: 'session', keys: ['?'] },
  showAbout: { name: 'About RtMixer', group: 'session', keys: [] },

  undo: { name: 'Undo', group: 'edit', keys: ['Ctrl+Z'], repeats: true },
  redo: { name: 'Redo', group: 'edit', keys: ['Ctrl+Shift+Z', 'Ctrl+Y'], repeats: true },
  showHistory: { name: 'Undo history…', group: 'edit', keys: ['Ctrl+Alt+Z'] },
  cut: { name: 'Cut', group: 'edit', keys: ['Ctrl+X'] },
  copy: { name: 'Copy', group: 'edit', keys: ['Ctrl+C'] },
  paste: { name: 'Paste at the playhead', group: 'edit', keys: ['Ctrl+V'] },
  duplicate: { name: 'Duplicate', group: 'edit', keys: ['Ctrl+D'] },
  delete: { name: 'Delete', group: 'edit', keys: ['Delete', 'Backspace'] },
  rippleDelete: {
    name: 'Delete and close up on these tracks',
    group: 'edit',
    keys: ['Ctrl+Delete', 'Ctrl+Backspace'],
  },
  rippleDeleteAll: {
    name: 'Delete and close up on all tracks',
    group: 'edit',
    keys: ['Ctrl+Shift+Delete', 'Ctrl+Shift+Backspace'],
  },
  insertTime: { name: 'Insert time on these tracks', group: 'edit', keys: ['Ctrl+Alt+I'] },
  insertTimeAll: { name: 'Insert time on all tracks', group: 'edit', keys: ['Ctrl+Alt+Shift+I'] },
  rangeEarlier: {
    name: 'End of the time range one grid line earlier',
    group: 'edit',
    keys: ['<'],
    repeats: true,
  },
  rangeLater: {
    name: 'End of the time range one grid line later',
    group: 'edit',
    keys: ['>'],
    repeats: true,
  },
  rangeOfClips: { name: 'Select the time of the clips', group: 'edit', keys: ['Shift+E'] },
  rename: { name: 'Rename', group: 'edit', keys: ['F2'] },
  selectAll: { name: 'Select all clips', group: 'edit', keys: ['Ctrl+A'] },
  selectNone: {
    name: 'Select nothing',
    group: 'edit',
    keys: ['Escape'],
    place: 'timeline',
    fixed: 'Escape leaves what is open; it stays.',
  },

  split: { name: 'Split at the playhead', group: 'clips', keys: ['S'] },
  splitHere: { name: 'Split here', group: 'clips', keys: [] },
  joinClips: { name: 'Join pieces of one sound', group: 'clips', keys: ['J'] },
  muteClip: { name: 'Mute the clip', group: 'clips', keys: ['Shift+M'] },
  lockClip: { name: 'Lock or unlock the clip', group: 'clips', keys: ['Shift+K'] },
  colourClip: { name: 'Colour of the clip…', group: 'clips', keys: [] },
  groupClips: { name: 'Group clips', group: 'clips', keys: ['Ctrl+G'] },
  ungroupClips: { name: 'Ungroup clips', group: 'clips', keys: ['Ctrl+Shift+G'] },
  loopClip: { name: 'Loop…', group: 'clips', keys: ['Shift+L'] },
  crossfade: { name: 'Crossfade', group: 'clips', keys: ['X'] },
  fadeInToPlayhead: { name: 'Fade in up to the playhead', group: 'clips', keys: ['Shift+I'] },
  fadeOutFromPlayhead: { name: 'Fade out from the playhead', group: 'clips', keys: ['Shift+O'] },
  removeFades: { name: 'Remove its fades', group: 'clips', keys: ['Shift+X'] },
  openHandles: { name: 'Handles of the clip', group: 'clips', keys: ['H'] },
  nextClipHere: { name: 'Next clip at this place', group: 'clips', keys: ['U'] },
  trimStartToPlayhead: { name: 'Trim the start to the playhead', group: 'clips', keys: ['['] },
  trimEndToPlayhead: { name: 'Trim the end to the playhead', group: 'clips', keys: [']'] },
  nudgeEarlier: arrow('One grid step earlier', 'Left'),
  nudgeLater: arrow('One grid step later', 'Right'),
  millisecondEarlier: arrow('1 ms earlier', 'Alt+Left'),
  millisecondLater: arrow('1 ms later', 'Alt+Right'),
  frameEarlier: arrow('1 frame earlier', 'Alt+Shift+Left'),
  frameLater: arrow('1 frame later', 'Alt+Shift+Right'),
  endEarlier: arrow('End one grid step earlier', 'Shift+Left'),
  endLater: arrow('End one grid step later', 'Shift+Right'),
  startEarlier: arrow('Start one grid step earlier', 'Ctrl+Shift+Left'),
  startLater: arrow('Start one grid step later', 'Ctrl+Shift+Right'),
  moveToTrackAbove: arrow('Move to the track above', 'Alt+Up'),
  moveToTrackBelow: arrow('Move to the track below', 'Alt+Down'),
  clipAbove: arrow('Nearest clip on the track above', 'Up'),
  clipBelow: arrow('Nearest clip on the track below', 'Down'),
  nextClip: { name: 'Next clip in time', group: 'clips', keys: ['N'], repeats: true },
  previousClip: { name: 'Previous clip in time', group: 'clips', keys: ['P'], repeats: true },
  toggleSelected: {
    name: 'Add to the selection, or take from it',
    group: 'clips',
    keys: ['Ctrl+Enter'],
    place: 'clip',
  },
  showAccount: {
    name: 'Go to its account',
    group: 'clips',
    keys: ['Enter'],
    place: 'clip',
    fixed: ENTER_FIXED,
  },

  addTrack: { name: 'Add a track', group: 'tracks', keys: ['Shift+T'] },
  duplicateTrack: { name: 'Duplicate the track', group: 'tracks', keys: ['Ctrl+Shift+D'] },
  removeTrack: { name: 'Remove the track and its clips', group: 'tracks', keys: [] },
  trackUp: { name: 'Move the track up', group: 'tracks', keys: ['Ctrl+Alt+Up'], repeats: true },
  trackDown: {
    name: 'Move the track down',
    group: 'tracks',
    keys: ['Ctrl+Alt+Down'],
    repeats: true,
  },
  selectAllTracks: { name: 'Select all tracks', group: 'tracks', keys: ['Ctrl+Shift+A'] },
  trackColour: { name: 'Colour of the track…', group: 'tracks', keys: [] },
  groupTracks: {
    name: 'Make a group of the tracks',
    group: 'tracks',
    keys: ['Ctrl+G'],
    place: 'head',
  },
  ungroupTracks: {
    name: 'Take the group of tracks apart',
    group: 'tracks',
    keys: ['Ctrl+Shift+G'],
    place: 'head',
  },
  foldGroup: { name: 'Fold or unfold the group of tracks', group: 'tracks', keys: [] },
  foldGroups: { name: 'Fold or unfold all groups of tracks', group: 'tracks', keys: [] },
  armTrack: { name: 'Arm the track', group: 'tracks', keys: ['Shift+R'] },
  muteTrack: { name: 'Mute the track', group: 'tracks', keys: ['M'] },
  soloTrack: { name: 'Solo the track', group: 'tracks', keys: ['Shift+S'] },
  soloAlone: { name: 'Solo the track alone', group: 'tracks', keys: ['Ctrl+Alt+S'] },
  soloSafe: { name: 'Solo safe', group: 'tracks', keys: [] },
  clearSolos: { name: 'Clear all solos', group: 'tracks', keys: ['Alt+Shift+S'] },
  muteAll: { name: 'Mute all tracks', group: 'tracks', keys: [] },
  clearMutes: { name: 'Clear all mutes', group: 'tracks', keys: ['Alt+Shift+M'] },
  trackSmall: { name: 'Height of the track: S', group: 'tracks', keys: [] },
  trackMedium: { name: 'Height of the track: M', group: 'tracks', keys: [] },
  trackLarge: { name: 'Height of the track: L', group: 'tracks', keys: [] },
  resetTrackGain: { name: 'Set the gain of the track to 0 dB', group: 'tracks', keys: [] },
  centrePan: { name: 'Set the pan of the track to the centre', group: 'tracks', keys: [] },
  channelMatrix: { name: 'Channel matrix of the track…', group: 'tracks', keys: [] },
  clearLight: { name: 'Put out the light of overs of the track', group: 'tracks', keys: [] },
  clearLights: { name: 'Put out all lights of overs', group: 'tracks', keys: [] },
  selectTrackClips: { name: 'Select all clips of the track', group: 'tracks', keys: ['Shift+A'] },

  playOrStop: {
    name: 'Play or stop',
    group: 'transport',
    keys: ['Space'],
    fixed: 'Space is the transport’s everywhere; it stays.',
  },
  record: { name: 'Record', group: 'transport', keys: ['R'] },
  goToStart: { name: 'Go to start', group: 'transport', keys: ['Home'], place: 'barsToo' },
  goToEnd: { name: 'Go to the end', group: 'transport', keys: ['End'], place: 'barsToo' },
  goHere: { name: 'Go here', group: 'transport', keys: [] },
  typeTime: { name: 'Go to a time…', group: 'transport', keys: ['G'] },
  stepEarlier: {
    name: 'Playhead one grid step earlier',
    group: 'transport',
    keys: [','],
    repeats: true,
  },
  stepLater: {
    name: 'Playhead one grid step later',
    group: 'transport',
    keys: ['.'],
    repeats: true,
  },
  toggleLoop: { name: 'Loop', group: 'transport', keys: ['L'] },
  toggleMetronome: { name: 'Metronome', group: 'transport', keys: ['K'] },
  loopSelection: { name: 'Loop the selection', group: 'transport', keys: ['Ctrl+L'] },
  playSelection: { name: 'Play the selection', group: 'transport', keys: ['Shift+P'] },
  playFromMarker: { name: 'Play from the marker', group: 'transport', keys: ['Ctrl+Shift+P'] },
  toggleReturn: { name: 'Return to the start on Stop', group: 'transport', keys: [] },
  addMarker: { name: 'Add a marker', group: 'transport', keys: ['Ctrl+M'] },
  showMarkers: { name: 'Markers…', group: 'transport', keys: ['Ctrl+Shift+M'] },
  nextMarker: { name: 'Next marker', group: 'transport', keys: ['Ctrl+.'], repeats: true },
  previousMarker: { name: 'Previous marker', group: 'transport', keys: ['Ctrl+,'], repeats: true },

  find: { name: 'Find a sound', group: 'library', keys: ['Ctrl+F'] },
  placeSound: {
    name: 'Place at the playhead',
    group: 'library',
    keys: ['Enter'],
    place: 'sound',
    fixed: ENTER_FIXED,
  },
  placeTakeBack: { name: 'Place where it was recorded', group: 'library', keys: [] },
  audition: { name: 'Audition', group: 'library', keys: ['A'] },
  findFile: { name: 'Find its file…', group: 'library', keys: [] },
  removeSound: { name: 'Remove the sound and its clips', group: 'library', keys: [] },

  showClip: {
    name: 'Go to its clip',
    group: 'actions',
    keys: ['Enter'],
    place: 'row',
    fixed: ENTER_FIXED,
  },
  cancelAction: { name: 'Cancel the action', group: 'actions', keys: ['Shift+C'] },

  pinRun: { name: 'Pin the run, or unpin it', group: 'report', keys: [] },
  compareRun: { name: 'Compare the run with another', group: 'report', keys: [] },
  exportHtml: { name: 'Export the report as HTML…', group: 'report', keys: [] },
  exportCsv: { name: 'Export the report as CSV…', group: 'report', keys: [] },
  exportJson: { name: 'Export the report as JSON…', group: 'report', keys: [] },
  exportBids: { name: 'Export the report as BIDS events…', group: 'report', keys: [] },

  showPalette: { name: 'All commands…', group: 'view', keys: ['Ctrl+K'], place: 'anywhere' },
  showMenu: {
    name: 'Menu of what has the focus',
    group: 'view',
    keys: ['Shift+F10', 'Menu'],
    fixed: 'These are the system’s keys for it; they stay.',
  },
  nextRegion: {
    name: 'Next part of the window',
    group: 'view',
    keys: ['F6'],
    place: 'anywhere',
    repeats: true,
  },
  previousRegion: {
    name: 'Previous part of the window',
    group: 'view',
    keys: ['Shift+F6'],
    place: 'anywhere',
    repeats: true,
  },
  toggleLibrary: {
    name: 'Fold or unfold the Library',
    group: 'view',
    keys: ['Ctrl+B'],
    place: 'anywhere',
  },
  toggleInspector: {
    name: 'Fold or unfold the Inspector',
    group: 'view',
    keys: ['Ctrl+Alt+B'],
    place: 'anywhere',
  },
  toggleBottom: {
    name: 'Fold or unfold the bottom panel',
    group: 'view',
    keys: ['Ctrl+J'],
    place: 'anywhere',
  },
  allTracksSmall: { name: 'All tracks: S', group: 'view', keys: [] },
  allTracksMedium: { name: 'All tracks: M', group: 'view', keys: [] },
  allTracksLarge: { name: 'All tracks: L', group: 'view', keys: [] },
  toggleSnap: { name: 'Snap', group: 'view', keys: ['Q'] },
  toggleFollow: { name: 'Follow the playhead', group: 'view', keys: ['F'] },
  followPages: { name: 'Follow: turn pages', group: 'view', keys: [] },
  followSmoothly: { name: 'Follow: keep the playhead in the middle', group: 'view', keys: [] },
  followOff: { name: 'Follow: off', group: 'view', keys: [] },
  showArrange: { name: 'Arrange', group: 'view', keys: ['Alt+1'], place: 'anywhere' },
  showReport: { name: 'Report', group: 'view', keys: ['Alt+3'], place: 'anywhere' },
  zoomIn: { name: 'Zoom in', group: 'view', keys: ['=', '+'], repeats: true },
  zoomOut: { name: 'Zoom out', group: 'view', keys: ['-'], repeats: true },
  zoomToFit: { name: 'Show the whole session', group: 'view', keys: ['Shift+Z'] },
  zoomToSelection: { name: 'Show the selection', group: 'view', keys: ['Ctrl+E'] },
  uiLarger: {
    name: 'Larger',
    group: 'view',
    keys: ['Ctrl+=', 'Ctrl++'],
    place: 'anywhere',
  },
  uiSmaller: { name: 'Smaller', group: 'view', keys: ['Ctrl+-'], place: 'anywhere' },
  uiActualSize: { name: 'Actual size', group: 'view', keys: ['Ctrl+0'], place: 'anywhere' },
  themeSystem: { name: 'Theme: as the system', group: 'view', keys: [] },
  themeDark: { name: 'Theme: dark', group: 'view', keys: [] },
  themeLight: { name: 'Theme: light', group: 'view', keys: [] },
  themeHighContrast: { name: 'Theme: high contrast', group: 'view', keys: [] },
  showActions: { name: 'Actions', group: 'view', keys: [] },
  showDropouts: { name: 'Dropouts', group: 'view', keys: [] },
  showStream: { name: 'Stream', group: 'view', keys: [] },
  showDevices: { name: 'Devices', group: 'view', keys: [] },
  showLog: { name: 'Log', group: 'view', keys: [] },
} as const satisfies Readonly<Record<string, CommandEntry>>;

function arrow(name: string, keys: string) {
  return { name, group: 'clips', keys: [keys], place: 'timeline', repeats: true } as const;
}

export type CommandId = keyof typeof TABLE;
export const COMMANDS: Readonly<Record<CommandId, CommandEntry>> = TABLE;
export const COMMAND_IDS = Object.keys(TABLE) as CommandId[];

export function isCommandId(text: string): text is CommandId {
  return Object.hasOwn(TABLE, text);
}

/** The commands that choose a theme. */
export const THEME_COMMANDS = {
  system: 'themeSystem',
  dark: 'themeDark',
  light: 'themeLight',
  'high-contrast': 'themeHighContrast',
} as const satisfies Readonly<Record<ThemeChoice, CommandId>>;

/** A command, or a line between commands. */
export type MenuLine = CommandId | '-';

/** The application menu. */
export const APPLICATION_MENU: readonly {
  readonly id: string;
  readonly title: string;
  readonly lines: readonly MenuLine[];
}[] = [
  {
    id: 'file',
    title: 'File',
    lines: [
      ...(['import', '-', 'exportTime', 'exportClips', '-'] as const),
      ...(['exportHtml', 'exportCsv', 'exportJson', 'exportBids'] as const),
      ...(['-', 'restart'] as const),
    ],
  },
  {
    id: 'edit',
    title: 'Edit',
    lines: [
      ...(['undo', 'redo', 'showHistory', '-'] as const),
      ...(['cut', 'copy', 'paste', 'duplicate', 'delete', '-'] as const),
      ...(['rippleDelete', 'rippleDeleteAll', 'insertTime', 'insertTimeAll', '-'] as const),
      ...(['rangeEarlier', 'rangeLater', 'rangeOfClips', '-'] as const),
      ...(['selectAll', 'selectNone', '-', 'rename', 'find'] as const),
    ],
  },
  {
    id: 'clip',
    title: 'Clip',
    lines: [
      ...(['split', 'joinClips', 'trimStartToPlayhead', 'trimEndToPlayhead', '-'] as const),
      ...(['muteClip', 'lockClip', 'colourClip', 'groupClips', 'ungroupClips', '-'] as const),
      ...(['loopClip', 'crossfade', 'fadeInToPlayhead', 'fadeOutFromPlayhead'] as const),
      ...(['removeFades', 'openHandles', '-'] as const),
      ...(['nudgeEarlier', 'nudgeLater', 'millisecondEarlier', 'millisecondLater'] as const),
      ...(['frameEarlier', 'frameLater', '-'] as const),
      ...(['startEarlier', 'startLater', 'endEarlier', 'endLater', '-'] as const),
      ...(['moveToTrackAbove', 'moveToTrackBelow', '-'] as const),
      ...([
        'nextClip',
        'previousClip',
        'clipAbove',
        'clipBelow',
        'nextClipHere',
        '-',
        'toggleSelected',
        'showAccount',
      ] as const),
    ],
  },
  {
    id: 'track',
    title: 'Track',
    lines: [
      ...(['addTrack', 'duplicateTrack', 'removeTrack', '-'] as const),
      ...(['trackUp', 'trackDown', 'selectAllTracks', 'selectTrackClips', '-'] as const),
      ...(['groupTracks', 'ungroupTracks', 'foldGroup', 'foldGroups', '-'] as const),
      ...(['armTrack', 'muteTrack', 'muteAll', 'clearMutes', '-'] as const),
      ...(['soloTrack', 'soloAlone', 'soloSafe', 'clearSolos', '-'] as const),
      ...(['trackSmall', 'trackMedium', 'trackLarge', 'trackColour', '-'] as const),
      ...(['resetTrackGain', 'centrePan', 'channelMatrix', '-'] as const),
      ...(['clearLight', 'clearLights'] as const),
    ],
  },
  {
    id: 'transport',
    title: 'Transport',
    lines: [
      ...(['playOrStop', 'record', '-', 'goToStart', 'goToEnd', 'typeTime'] as const),
      ...(['stepEarlier', 'stepLater', '-', 'toggleLoop', 'loopSelection'] as const),
      ...(['-', 'toggleMetronome', '-'] as const),
      ...(['playSelection', 'playFromMarker', 'toggleReturn', '-'] as const),
      ...(['addMarker', 'showMarkers', 'nextMarker', 'previousMarker'] as const),
    ],
  },
  {
    id: 'view',
    title: 'View',
    lines: [
      ...(['showPalette', '-', 'showArrange', 'showReport', '-'] as const),
      ...([
        'toggleSnap',
        'toggleFollow',
        'followPages',
        'followSmoothly',
        'followOff',
        '-',
      ] as const),
      ...(['allTracksSmall', 'allTracksMedium', 'allTracksLarge', '-'] as const),
      ...(['zoomIn', 'zoomOut', 'zoomToFit', 'zoomToSelection', '-'] as const),
      ...(['toggleLibrary', 'toggleInspector', 'toggleBottom', '-'] as const),
      ...(['showActions', 'showDropouts', 'showDevices', 'showStream', 'showLog', '-'] as const),
      ...(['nextRegion', 'previousRegion', 'showMenu', '-'] as const),
      ...(['uiLarger', 'uiSmaller', 'uiActualSize', '-'] as const),
      ...(['themeSystem', 'themeDark', 'themeLight', 'themeHighContrast'] as const),
    ],
  },
  { id: 'help', title: 'Help', lines: ['showKeys', 'showAbout'] },
];

/** The context menus, by what they are about. */
export const CONTEXT_MENUS = {
  clip: {
    title: 'Clip',
    lines: [
      ...(['splitHere', 'split', 'duplicate', 'joinClips', 'rename', '-'] as const),
      ...(['muteClip', 'lockClip', 'colourClip', 'groupClips', 'ungroupClips', '-'] as const),
      ...(['loopClip', 'loopSelection', 'crossfade', 'fadeInToPlayhead'] as const),
      ...(['fadeOutFromPlayhead', 'removeFades', 'openHandles', '-'] as const),
      ...(['cut', 'copy', 'exportClips', '-', 'showAccount', '-', 'delete'] as const),
    ],
  },
  area: {
    title: 'Timeline',
    lines: [
      ...(['goHere', 'paste', 'addMarker', '-', 'selectTrackClips', 'selectAll'] as const),
      ...(['exportTime', '-'] as const),
      ...(['armTrack', 'muteTrack', 'soloTrack', '-', 'addTrack', 'import'] as const),
    ],
  },
  track: {
    title: 'Track',
    lines: [
      ...(['rename', 'trackColour', 'duplicateTrack', '-'] as const),
      ...(['armTrack', 'muteTrack', 'soloTrack', 'soloAlone', 'soloSafe', 'clearSolos'] as const),
      ...(['-', 'resetTrackGain', 'centrePan', 'channelMatrix', 'clearLight', '-'] as const),
      ...(['trackSmall', 'trackMedium', 'trackLarge', '-'] as const),
      ...(['trackUp', 'trackDown', 'groupTracks', 'ungroupTracks', '-'] as const),
      ...(['selectTrackClips', '-', 'addTrack', 'removeTrack'] as const),
    ],
  },
  group: {
    title: 'Group of tracks',
    lines: [
      ...(['rename', 'trackColour', 'foldGroup', 'foldGroups', '-'] as const),
      ...(['armTrack', 'muteTrack', 'soloTrack', 'soloAlone', '-'] as const),
      ...(['trackUp', 'trackDown', 'duplicateTrack', 'selectTrackClips', '-'] as const),
      ...(['ungroupTracks', 'removeTrack'] as const),
    ],
  },
  ruler: {
    title: 'Ruler',
    lines: [
      ...(['goHere', 'addMarker', 'showMarkers', '-', 'playSelection', '-'] as const),
      ...(['toggleLoop', 'loopSelection', 'exportTime', '-'] as const),
      ...(['rippleDelete', 'rippleDeleteAll', 'insertTime', 'insertTimeAll', '-'] as const),
      ...(['zoomToSelection', 'zoomToFit'] as const),
    ],
  },
  marker: {
    title: 'Marker',
    lines: ['goHere', 'playFromMarker', '-', 'rename', 'showMarkers', '-', 'delete'],
  },
  follow: {
    title: 'Follow',
    lines: ['followPages', 'followSmoothly', 'followOff', '-', 'toggleReturn'],
  },
  buffer: {
    title: 'Buffer',
    lines: ['placeSound', 'audition', '-', 'findFile', 'import', '-', 'removeSound'],
  },
  take: {
    title: 'Take',
    lines: ['placeSound', 'placeTakeBack', 'audition', '-', 'removeSound'],
  },
  row: { title: 'Action', lines: ['showClip', 'cancelAction', '-', 'exportCsv'] },
  run: {
    title: 'Run',
    lines: [
      ...(['rename', 'pinRun', 'compareRun', '-'] as const),
      ...(['exportHtml', 'exportCsv', 'exportJson', 'exportBids', '-', 'delete'] as const),
    ],
  },
} as const satisfies Readonly<
  Record<string, { readonly title: string; readonly lines: readonly MenuLine[] }>
>;
export type ContextMenuId = keyof typeof CONTEXT_MENUS;

/** The keys of commands that a person changed; the others have those of the table. */
export type KeyBindings = Readonly<Partial<Record<CommandId, readonly string[]>>>;

export function keysOf(bindings: KeyBindings, id: CommandId): readonly string[] {
  return bindings[id] ?? COMMANDS[id].keys;
}
