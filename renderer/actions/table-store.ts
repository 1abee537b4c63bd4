/** The rows of the Actions table while it is in sight, for the table and its chips. */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { ActionRow } from '../../preload/actions.ts';
import { actionProgress } from '../store/action-progress.ts';
import type { Mirror } from '../store/mirror.ts';
import { mirrorNow, mirrorStore } from '../store/mirror-store.ts';
import { paceMilliseconds } from '../store/pace.ts';
import { viewNow, viewStore } from '../store/view.ts';
import { COLUMNS, type TableContext, type TrackPlace } from './columns.tsx';
import { entryKey } from './folds.ts';
import { fetchAllOlder } from './older-actions.ts';
import { tableChoices } from './table-choices.ts';
import { NO_ROWS, type RowCounts } from './table-order.ts';
import { TableRows } from './table-rows.ts';

interface TableView {
  /** Changes whenever a row came, went, moved or changed. */
  readonly version: number;
  readonly counts: RowCounts;
  readonly context: TableContext;
  /** Key of the row that is to get the focus. */
  readonly revealed: string | null;
}

/** Rows that are sorted by what changes all the time are sorted again this often. */
const SORT_MILLISECONDS = 1_000;

const NO_CONTEXT: TableContext = { tracks: new Map(), streams: new Map() };

const rows = new TableRows();
const store = createStore<TableView>(() => ({
  version: 0,
  counts: NO_ROWS,
  context: NO_CONTEXT,
  revealed: null,
}));

/** The same while no track is another one, so that a gain that is dragged changes no row. */
function contextOf({ project: { tracks }, streams }: Mirror, before: TableContext): TableContext {
  const known = [...before.tracks.values()];
  const isSame =
    streams === before.streams &&
    known.length === tracks.length &&
    tracks.every(
      ({ id, name, colour }, place) =>
        before.tracks.get(id)?.place === place &&
        known[place]?.name === name &&
        known[place].colour === colour + 1,
    );
  if (isSame) return before;
  const places = tracks.map(({ id, name, colour }, place): [string, TrackPlace] => [
    id,
    { name, colour: colour + 1, place },
  ]);
  return { tracks: new Map(places), streams };
}

const NO_CLIPS: ReadonlySet<string> = new Set();
let focused: ReadonlySet<string> = NO_CLIPS;

/** Of the chip This clip: the selected ones, else the one with the focus. */
function chosenClips(): ReadonlySet<string> {
  const { selection, focusedClipId } = viewNow();
  if (selection.size > 0) return selection;
  if (focusedClipId === null) return NO_CLIPS;
  if (!focused.has(focusedClipId)) focused = new Set([focusedClipId]);
  return focused;
}

function read(): void {
  const mirror = mirrorNow();
  const { order, filter } = tableChoices.getState();
  const before = store.getState();
  const context = contextOf(mirror, before.context);
  const { activeActions: active, finishedActions: finished, pendingCount } = mirror;
  rows.update({ active, pendingCount, finished, order, filter, clipIds: chosenClips(), context });
  store.setState({ version: before.version + 1, counts: rows.counts, context });
}

/** Opens or closes a line of several rows. */
export function toggleFold(key: string): void {
  rows.toggle(key);
  store.setState({ version: store.getState().version + 1 });
}

function sortAgain(): void {
  const { column } = tableChoices.getState().order;
  if (COLUMNS.find(({ name }) => name === column)?.isLive !== true) return;
  rows.sortLive();
  store.setState({ version: store.getState().version + 1 });
}

/** Reads at once what a person does, what changes by itself at the window's pace. */
function follow(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let sortTimer: ReturnType<typeof setTimeout> | undefined;
  const ends = [
    mirrorStore.subscribe(({ mirror }, { mirror: before }) => {
      if (mirror === null || timer !== undefined) return;
      const isSame =
        mirror.activeActions === before?.activeActions &&
        mirror.finishedActions === before.finishedActions &&
        mirror.pendingCount === before.pendingCount &&
        mirror.project.tracks === before.project.tracks &&
        mirror.streams === before.streams;
      if (isSame) return;
      timer = setTimeout(() => {
        timer = undefined;
        read();
      }, paceMilliseconds());
    }),
    viewStore.subscribe((view, before) => {
      const isSame =
        view.selection === before.selection && view.focusedClipId === before.focusedClipId;
      if (!isSame) read();
    }),
    tableChoices.subscribe(({ order, filter }, before) => {
      if (order !== before.order || filter !== before.filter) read();
    }),
    actionProgress.onChange(() => {
      sortTimer ??= setTimeout(() => {
        sortTimer = undefined;
        sortAgain();
      }, SORT_MILLISECONDS);
    }),
  ];
  read();
  let isWanted = true;
  void fetchAllOlder(() => isWanted);
  return () => {
    isWanted = false;
    clearTimeout(timer);
    clearTimeout(sortTimer);
    for (const end of ends) end();
  };
}

let users = 0;
let endFollowing: (() => void) | null = null;

/** Keeps the rows up to date while something shows them. */
export function useTable<T>(select: (view: TableView) => T): T {
  useEffect(() => {
    users += 1;
    endFollowing ??= follow();
    return () => {
      users -= 1;
      if (users > 0) return;
      endFollowing?.();
      endFollowing = null;
    };
  }, []);
  return useStore(store, select);
}

export function tableRows(): TableRows {
  return rows;
}

/** Has the table show the row and give it the focus as soon as it is there. */
export function revealRow(row: ActionRow): void {
  store.setState({ revealed: entryKey(row) });
}

export function forgetRevealed(): void {
  store.setState({ revealed: null });
}
