/**
 * The state of the view: selection, zoom, scroll, tabs. A part of it is kept in the page's storage.
 */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Placement } from '../../preload/contract.ts';
import type { Clip, ClipPatch, LoopRange } from '../../preload/project.ts';
import type { ExportRange } from '../../preload/range-export.ts';
import { clampGain, type Decibels, type Frames } from '../../preload/units.ts';
import {
  LIBRARY_TABS,
  type LibraryTab,
  PANELS,
  type PanelId,
  VIEWS,
  type ViewName,
} from '../panels/panels.ts';
import { PANEL_NAMES, type PanelName } from './panel-sizes.ts';
import { checkedKinds, SNAP_KIND_NAMES, type SnapKind } from './snap-kinds.ts';
import type { SelectedTime } from './time-range.ts';
import {
  checkedHeights,
  isTrackHeight,
  type OwnHeights,
  type TrackHeight,
  withHeightOf,
} from './track-heights.ts';

/** What would land on tracks if it were let go now. */
export interface Ghost {
  /** -1 = below the last track: a new one. */
  readonly trackIndex: number;
  readonly startFrame: Frames;
  /** Of each; null = not known before the file is opened. */
  readonly lengthFrames: Frames | null;
  readonly name: string;
  /** Of sounds: one below the other, or one after another. */
  readonly count: number;
  readonly rule: Placement['rule'];
}

export type ClipDialogName = 'loop' | 'colour';

/** Where something that is moved would land, and by how much that is another place. */
export interface TimeTag {
  readonly frame: Frames;
  readonly shiftFrames: Frames;
  /** It stands above this track's clips; null = below the ruler. */
  readonly trackId: string | null;
  /** Of what is no place: a length, a level. It stands in place of both times. */
  readonly text?: string;
}

export interface RubberBand {
  readonly leftPixels: number;
  readonly topPixels: number;
  readonly widthPixels: number;
  readonly heightPixels: number;
}

export interface View {
  readonly framesPerPixel: number;
  readonly scrollFrame: Frames;
  readonly scrollTopPixels: number;
  readonly trackAreaWidthPixels: number;
  readonly trackAreaHeightPixels: number;
  readonly isSnapping: boolean;
  /** What Snap is on to when it is on. */
  readonly snapKinds: readonly SnapKind[];
  readonly trackHeight: TrackHeight;
  /** Of tracks that have another one than all, by their ids. */
  readonly ownHeights: OwnHeights;
  /** Ids of groups of tracks. */
  readonly foldedGroups: readonly string[];
  /** Whether the view follows the playhead at every Play. */
  readonly follows: boolean;
  /** It keeps the playhead in its middle instead of turning pages. */
  readonly followsSmoothly: boolean;
  /** Stop goes back to where Play was pressed. */
  readonly returnsToStart: boolean;
  /** It does now: scrolling by hand ends it until the next Play. */
  readonly isFollowing: boolean;
  /** The wheel zooms on: clips are drawn with their names, and their elements rest. */
  readonly isZooming: boolean;
  /** From the press to the release of a pointer gesture: the view does not move by itself. */
  readonly isPressed: boolean;
  readonly selection: ReadonlySet<string>;
  readonly focusedClipId: string | null;
  /** Where a range of tracks begins, and what is selected unless it is one of `trackSelection`. */
  readonly selectedTrackId: string | null;
  /** Several selected tracks, or one; counts while the selected track is one of them. */
  readonly trackSelection: ReadonlySet<string>;
  readonly selectedSourceId: string | null;
  readonly clipboard: readonly Clip[];
  /** Where the range of time began that it was copied from; null = with its first clip. */
  readonly clipboardFrame: Frames | null;
  /** What a drag in progress would change. */
  readonly preview: ReadonlyMap<string, ClipPatch>;
  /** It would copy them: Ctrl is held. */
  readonly isCopying: boolean;
  /** The edge, marker or end of the loop that the drag in progress lands at. */
  readonly snapFrame: Frames | null;
  /** What is said of what is moved, beside it; null = nothing is moved. */
  readonly timeTag: TimeTag | null;
  /** It shows its handles. */
  readonly hoveredClipId: string | null;
  /** Of this clip the handles can be reached by keys. */
  readonly openHandlesId: string | null;
  /** The dialog about the selected clips that is open; null = none. */
  readonly clipDialog: ClipDialogName | null;
  /** What the dialog of exports is about; null = it is not open. */
  readonly exportedRange: ExportRange | null;
  readonly previewLoop: LoopRange | null;
  readonly previewMarker: { readonly markerId: string; readonly frame: Frames } | null;
  readonly timeRange: SelectedTime | null;
  readonly ghost: Ghost | null;
  readonly rubberBand: RubberBand | null;
  readonly shownView: ViewName;
  readonly libraryTab: LibraryTab;
  readonly bottomTab: PanelId;
  /** By choice, where the window has the room for them; see `folding.ts`. */
  readonly foldedPanels: readonly PanelName[];
  /** By choice, where the window's size folds them: the step at which each was unfolded. */
  readonly unfoldedAtStep: Readonly<Partial<Record<PanelName, number>>>;
  readonly libraryFilter: string;
  readonly auditionedId: string | null;
  /** Level of auditions. */
  readonly auditionGainDb: Decibels;
  /** The track, marker or clip whose name is typed; null = none. */
  readonly renamedId: string | null;
  /** A time is typed into the clock. */
  readonly isTypingTime: boolean;
  readonly areMarkersShown: boolean;
  readonly isHistoryShown: boolean;
  readonly areKeysShown: boolean;
  readonly isAboutShown: boolean;
}

const STORAGE_KEY = 'rtmixer.view';
const KEPT = [
  'framesPerPixel',
  'scrollFrame',
  'isSnapping',
  'snapKinds',
  'follows',
  'followsSmoothly',
  'returnsToStart',
  'trackHeight',
  'ownHeights',
  'foldedGroups',
  'shownView',
  'libraryTab',
  'bottomTab',
  'foldedPanels',
  'unfoldedAtStep',
  'auditionGainDb',
] as const;

/** A longer selection is not kept: the page's storage is small. */
const KEPT_SELECTION = 1_000;
const MOST_KEPT_IDS = 1_000;

export const viewStore = createStore<View>(() => ({
  framesPerPixel: 480,
  scrollFrame: 0,
  scrollTopPixels: 0,
  trackAreaWidthPixels: 0,
  trackAreaHeightPixels: 0,
  isSnapping: true,
  snapKinds: SNAP_KIND_NAMES,
  trackHeight: 'M',
  ownHeights: {},
  foldedGroups: [],
  follows: true,
  followsSmoothly: false,
  returnsToStart: false,
  isFollowing: true,
  isZooming: false,
  isPressed: false,
  selection: new Set(),
  focusedClipId: null,
  selectedTrackId: null,
  trackSelection: new Set(),
  selectedSourceId: null,
  clipboard: [],
  clipboardFrame: null,
  preview: new Map(),
  isCopying: false,
  snapFrame: null,
  timeTag: null,
  hoveredClipId: null,
  openHandlesId: null,
  clipDialog: null,
  exportedRange: null,
  previewLoop: null,
  previewMarker: null,
  timeRange: null,
  ghost: null,
  rubberBand: null,
  shownView: 'arrange',
  libraryTab: 'buffers',
  bottomTab: 'actions',
  foldedPanels: [],
  unfoldedAtStep: {},
  libraryFilter: '',
  auditionedId: null,
  auditionGainDb: 0,
  renamedId: null,
  isTypingTime: false,
  areMarkersShown: false,
  isHistoryShown: false,
  areKeysShown: false,
  isAboutShown: false,
  ...readKept(),
}));

export function viewNow(): View {
  return viewStore.getState();
}

export function changeView(change: Partial<View>): void {
  viewStore.setState(change);
}

export function useView<T>(select: (view: View) => T): T {
  return useStore(viewStore, select);
}

/** Also of tracks that had a height of their own. */
export function setAllHeights(trackHeight: TrackHeight): void {
  changeView({ trackHeight, ownHeights: {} });
}

export function setHeightOf(trackIds: readonly string[], height: TrackHeight): void {
  changeView({ ownHeights: withHeightOf(viewNow().ownHeights, trackIds, height) });
}

/** Folds these groups of tracks, or unfolds them. */
export function setFolded(groupIds: readonly string[], isFolded: boolean): void {
  const others = viewNow().foldedGroups.filter((id) => !groupIds.includes(id));
  changeView({ foldedGroups: isFolded ? [...others, ...groupIds] : others });
}

export function toggleSnap(): void {
  changeView({ isSnapping: !viewNow().isSnapping });
}

/** Selects exactly these clips, and no time. The last one has the focus, where no other is named. */
export function selectClips(
  clipIds: readonly string[],
  focusedClipId: string | null = clipIds.at(-1) ?? null,
): void {
  changeView({ selection: new Set(clipIds), focusedClipId, timeRange: null });
}

let writeNow: () => void = () => {};

/** Writes what waits to be kept: the program is about to end. */
export function writeKeptView(): void {
  writeNow();
}

/** Writes the kept part to the page's storage, half a second after the last change, or when the page
 * goes. */
export function keepView(): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const write = () => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    const view = viewNow();
    const kept = Object.fromEntries(KEPT.map((key) => [key, view[key]]));
    const selection = view.selection.size > KEPT_SELECTION ? [] : [...view.selection];
    localStorage.setItem(STORAGE_KEY, JSON.stringify({ ...kept, selection }));
  };
  const end = viewStore.subscribe((view, before) => {
    const isSame = view.selection === before.selection;
    if (isSame && KEPT.every((key) => view[key] === before[key])) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(write, 500);
  });
  globalThis.addEventListener('pagehide', write);
  writeNow = write;
  return () => {
    end();
    writeNow = () => {};
    globalThis.removeEventListener('pagehide', write);
  };
}

function readKept(): Partial<View> {
  try {
    const stored: unknown = JSON.parse(globalThis.localStorage?.getItem(STORAGE_KEY) ?? '{}');
    return checkKept(stored as Partial<View>);
  } catch {
    // Damaged storage is as good as none.
    return {};
  }
}

/** What was selected when the page before went; for a restart of the program, which goes on there. Read with the
 * page: what is kept next may come before the session. */
export function keptSelection(): readonly string[] {
  return selectionBefore;
}

const selectionBefore = readSelection();

function readSelection(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(globalThis.localStorage?.getItem(STORAGE_KEY) ?? '{}');
    const { selection } = stored as { readonly selection?: unknown };
    return Array.isArray(selection) ? selection.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

function checkKept(stored: Partial<View>): Partial<View> {
  const { framesPerPixel = 480, scrollFrame = 0, auditionGainDb = 0 } = stored;
  return {
    framesPerPixel: framesPerPixel > 0 && Number.isFinite(framesPerPixel) ? framesPerPixel : 480,
    scrollFrame: scrollFrame >= 0 && Number.isFinite(scrollFrame) ? scrollFrame : 0,
    isSnapping: stored.isSnapping !== false,
    snapKinds: checkedKinds(stored.snapKinds),
    trackHeight: isTrackHeight(stored.trackHeight) ? stored.trackHeight : 'M',
    ownHeights: checkedHeights(stored.ownHeights),
    foldedGroups: checkIds(stored.foldedGroups),
    follows: stored.follows !== false,
    followsSmoothly: stored.followsSmoothly === true,
    returnsToStart: stored.returnsToStart === true,
    isFollowing: stored.follows !== false,
    auditionGainDb: Number.isFinite(auditionGainDb) ? clampGain(auditionGainDb) : 0,
    shownView: isKeyOf(VIEWS, stored.shownView) ? stored.shownView : 'arrange',
    libraryTab: isKeyOf(LIBRARY_TABS, stored.libraryTab) ? stored.libraryTab : 'buffers',
    bottomTab: isKeyOf(PANELS, stored.bottomTab) ? stored.bottomTab : 'actions',
    foldedPanels: PANEL_NAMES.filter((name) => (stored.foldedPanels ?? []).includes(name)),
    unfoldedAtStep: checkSteps(stored.unfoldedAtStep),
  };
}

function checkSteps(stored: unknown): View['unfoldedAtStep'] {
  if (typeof stored !== 'object' || stored === null) return {};
  const steps = Object.entries(stored);
  const isSound = ([name, step]: [string, unknown]) =>
    PANEL_NAMES.some((known) => known === name) && Number.isFinite(step);
  return Object.fromEntries(steps.filter(isSound));
}

/** Ids that were kept; the newest ones, so that what is kept does not grow with old sessions. */
function checkIds(stored: unknown): readonly string[] {
  const ids = Array.isArray(stored) ? stored : [];
  return ids.filter((id) => typeof id === 'string').slice(-MOST_KEPT_IDS);
}

function isKeyOf<T extends object>(table: T, key: unknown): key is keyof T {
  return typeof key === 'string' && Object.hasOwn(table, key);
}
