/**
 * The lines of the Actions table while it is in sight, for the table and its chips. Live lines are made of
 * what updates tell; below them are those that have ended, which main is asked for.
 */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { ActionRow } from '../../preload/actions.ts';
import {
  lineKey,
  type RunLine,
  type RunRowCounts,
  type RunRowsContext,
  type RunRowsPage,
  rowKey,
} from '../../preload/run-rows.ts';
import { chooseRun, runStore, runsNow } from '../runs/run-store.ts';
import { actionProgress } from '../store/action-progress.ts';
import { bridge } from '../store/bridge.ts';
import type { Mirror } from '../store/mirror.ts';
import { mirrorNow, mirrorStore } from '../store/mirror-store.ts';
import { valueOrNotice } from '../store/notices.ts';
import { paceMilliseconds } from '../store/pace.ts';
import { viewNow, viewStore } from '../store/view.ts';
import { COLUMNS, type TableContext, type TrackPlace } from './columns.tsx';
import { EndedLines, type LineChoice, type LineRange, NO_ROWS } from './ended-lines.ts';
import {
  isWaitingLine,
  type LiveLines,
  liveLineKey,
  liveLines,
  WAITS_KEY,
  type WaitingLine,
} from './live-lines.ts';
import { changeTable, tableChoices } from './table-choices.ts';

interface TableView {
  /** Changes whenever a line came, went, moved or changed. */
  readonly version: number;
  /** Changes when other rows are chosen, or another order. */
  readonly choiceNumber: number;
  readonly counts: RunRowCounts;
  readonly context: TableContext;
  /** Key of the row that is to get the focus. */
  readonly revealed: string | null;
}

export type TableLine = RunLine | WaitingLine;

/** Rows that are sorted by what changes all the time are sorted again this often. */
const SORT_MILLISECONDS = 1_000;
/** A row that is looked for is not in the table: it may just have ended. */
const REVEAL_MILLISECONDS = 2_000;
const REVEAL_PAUSE_MILLISECONDS = 50;

const NO_CONTEXT: TableContext = { tracks: new Map(), streams: new Map(), audible: 'device' };
const NO_LIVE_LINES: LiveLines = { lines: [], takes: 0, counts: NO_ROWS };

const ended = new EndedLines();
let live: LiveLines = NO_LIVE_LINES;
/** Keys of the lines that are opened. */
const open = new Set<string>();
/** Of the row that is read at the top; null = the first one. */
let topKey: string | null = null;
/** Of the row with the focus. */
let currentKey: string | null = null;

const store = createStore<TableView>(() => ({
  version: 0,
  choiceNumber: 0,
  counts: NO_ROWS,
  context: NO_CONTEXT,
  revealed: null,
}));

/** The lines as the table shows them. */
export const tableLines = {
  get count(): number {
    return live.lines.length + ended.count;
  },

  /** Takes that are being recorded: the first lines. */
  get takes(): number {
    return live.takes;
  },

  /** undefined = it is on its way. */
  at(index: number): TableLine | undefined {
    const line = live.lines[index];
    if (line === undefined) return ended.at(index - live.lines.length);
    return isWaitingLine(line) ? line : { kind: 'row', row: line, foldKey: null };
  },

  /** -1 = it is not there, or it is not known where. */
  indexOf(key: string): number {
    const index = live.lines.findIndex((line) => liveLineKey(line) === key);
    if (index >= 0) return index;
    const place = ended.placeOf(key);
    return place < 0 ? -1 : live.lines.length + place;
  },

  isOpen(key: string): boolean {
    return open.has(key);
  },
};

export function keyOfLine(line: TableLine): string {
  return line.kind === 'waits' ? line.key : lineKey(line);
}

function publish(change: Partial<TableView> = {}): void {
  const { version } = store.getState();
  const counts = {
    all: live.counts.all + ended.counts.all,
    trouble: live.counts.trouble + ended.counts.trouble,
    clip: live.counts.clip + ended.counts.clip,
  };
  store.setState({ version: version + 1, counts, ...change });
}

/** The same while no track is another one, so that a gain that is dragged changes no row. */
function contextOf({ project: { tracks }, streams }: Mirror, before: TableContext): TableContext {
  const known = [...before.tracks.values()];
  const isSame =
    streams === before.streams &&
    before.audible === 'device' &&
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
  return { tracks: new Map(places), streams, audible: 'device' };
}

/** Of the chosen run: its own streams; tracks as they are now, else as they were named. */
function contextOfRun(
  { project: { tracks }, streams: seen }: Mirror,
  { streams, tracks: named }: RunRowsContext,
  audible: TableContext['audible'],
): TableContext {
  const places = tracks.map(({ id, name, colour }, place): [string, TrackPlace] => [
    id,
    { name, colour: colour + 1, place },
  ]);
  const gone = named.map(({ trackId, name }, place): [string, TrackPlace] => [
    trackId,
    { name, colour: null, place: tracks.length + place },
  ]);
  return {
    tracks: new Map([...gone, ...places]),
    // Those of this start, too: what is played without the transport follows the last run.
    streams: new Map([...seen, ...streams.map((stream) => [stream.streamNumber, stream] as const)]),
    audible,
  };
}

let lastRunContext: {
  readonly of: unknown;
  readonly tracks: unknown;
  readonly streams: unknown;
  context: TableContext;
} | null = null;

function contextNow(mirror: Mirror): TableContext {
  const { page } = ended;
  const own = page?.context ?? null;
  if (page === null || own === null) return contextOf(mirror, store.getState().context);
  const { streams } = mirror;
  const { tracks } = mirror.project;
  // Each page has a copy of its own; the run is the same.
  const of = `${page.runId} ${own.streams.length} ${own.tracks.length}`;
  const isSame =
    lastRunContext?.of === of &&
    lastRunContext.tracks === tracks &&
    lastRunContext.streams === streams;
  if (lastRunContext === null || !isSame) {
    lastRunContext = { of, tracks, streams, context: contextOfRun(mirror, own, page.audible) };
  }
  return lastRunContext.context;
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

function readLive(): void {
  const mirror = mirrorNow();
  const { order, filter } = tableChoices.getState();
  const context = contextNow(mirror);
  const { activeActions: active, pendingCount } = mirror;
  // Of a run that was there before nothing is live.
  live =
    runsNow().chosenRunId === null
      ? liveLines(
          { active, pendingCount, order, filter, clipIds: chosenClips(), context },
          open.has(WAITS_KEY),
        )
      : NO_LIVE_LINES;
  publish({ context });
}

function choiceNow(): LineChoice {
  const { order, filter } = tableChoices.getState();
  const sort = COLUMNS.find(({ name }) => name === order.column)?.sort;
  return {
    runId: runsNow().chosenRunId,
    sort: sort ?? 'ended',
    isDescending: sort === undefined || order.isDescending,
    filter,
  };
}

function isSameChoice(one: LineChoice, other: LineChoice): boolean {
  return (
    one.runId === other.runId &&
    one.sort === other.sort &&
    one.isDescending === other.isDescending &&
    one.filter === other.filter
  );
}

/** Whose ids main has; null = it has none yet. */
let toldClips: ReadonlySet<string> | null = null;
let isAsking = false;
let isAskedAgain = false;
let shownChoice: LineChoice | null = null;

/** Asks for the lines in view; once more afterwards, where something has changed meanwhile. */
async function ask(): Promise<void> {
  if (isAsking) {
    isAskedAgain = true;
    return;
  }
  isAsking = true;
  const choice = choiceNow();
  const clips = chosenClips();
  const { revealed } = store.getState();
  const asked = [topKey, currentKey, revealed].filter((key) => key !== null);
  const range = ended.query(asked);
  const answer = await bridge().runRows({
    ...choice,
    ...range,
    clipIds: clips === toldClips ? null : [...clips],
    openFolds: openFolds(),
  });
  isAsking = false;
  toldClips = answer.ok ? clips : null;
  const page = valueOrNotice(answer);
  // Of a run that is gone: back to the newest one.
  if (page === null && choice.runId !== null) runStore.setState({ chosenRunId: null });
  const isWanted = isSameChoice(choice, choiceNow());
  if (page !== null && isWanted) take(page, range.places, choice);
  if (isAskedAgain || !isWanted) {
    isAskedAgain = false;
    if (users > 0) void ask();
  }
}

/** A live row with the focus that has ended out of view lies in no page: it is asked for alone. */
async function askKept(choice: LineChoice, place: number): Promise<void> {
  const answer = await bridge().runRows({
    ...choice,
    from: place,
    count: 1,
    places: [],
    clipIds: null,
    openFolds: openFolds(),
  });
  // Where rows came above it meanwhile the next page tells its place again.
  const line = answer.ok ? answer.value.lines[0] : undefined;
  if (line !== undefined && isSameChoice(choice, choiceNow()) && ended.supply(line)) publish();
}

function openFolds(): readonly string[] {
  return [...open].filter((key) => key !== WAITS_KEY);
}

function take(page: RunRowsPage, places: readonly string[], choice: LineChoice): void {
  const isOther = shownChoice === null || !isSameChoice(choice, shownChoice);
  shownChoice = choice;
  ended.take(page, places);
  const { choiceNumber } = store.getState();
  if (ended.missing !== null) void askKept(choice, ended.missing);
  if (isOther) publish({ choiceNumber: choiceNumber + 1 });
  readLive();
}

/** Opens or closes a line of several rows. */
export function toggleFold(key: string): void {
  if (!open.delete(key)) open.add(key);
  if (key === WAITS_KEY) readLive();
  else void ask();
}

/** These lines are in view. */
export function wantLines({ from, to }: LineRange): void {
  const above = live.lines.length;
  const isMissing = ended.want({ from: Math.max(0, from - above), to: Math.max(0, to - above) });
  if (isMissing) void ask();
}

/** The row that is read at the top, and the one with the focus: their places stay known. */
export function rememberTop(key: string | null): void {
  topKey = key;
}

export function rememberCurrent(key: string | null): void {
  currentKey = key;
  ended.keep(key);
}

function sortAgain(): void {
  const { column } = tableChoices.getState().order;
  if (COLUMNS.find(({ name }) => name === column)?.isLive === true) readLive();
}

/** Reads at once what a person does, what changes by itself at the window's pace. */
function follow(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let sortTimer: ReturnType<typeof setTimeout> | undefined;
  let finished = mirrorNow().finishedActions;
  const read = () => {
    readLive();
    void ask();
  };
  const readOther = () => {
    ended.wantTop();
    read();
  };
  const ends = [
    mirrorStore.subscribe(({ mirror }, { mirror: before }) => {
      if (mirror === null || timer !== undefined) return;
      const isSame =
        mirror.activeActions === before?.activeActions &&
        mirror.finishedActions === finished &&
        mirror.pendingCount === before.pendingCount &&
        mirror.project.tracks === before.project.tracks &&
        mirror.streams === before.streams;
      if (isSame) return;
      timer = setTimeout(() => {
        timer = undefined;
        // Also where one of them has got more dropouts.
        const { finishedActions } = mirrorNow();
        const isMore = finishedActions !== finished;
        finished = finishedActions;
        readLive();
        if (isMore) void ask();
      }, paceMilliseconds());
    }),
    viewStore.subscribe((view, before) => {
      const isSame =
        view.selection === before.selection && view.focusedClipId === before.focusedClipId;
      if (!isSame) read();
    }),
    tableChoices.subscribe(({ order, filter }, before) => {
      if (order !== before.order || filter !== before.filter) readOther();
    }),
    runStore.subscribe(({ chosenRunId }, before) => {
      if (chosenRunId !== before.chosenRunId) readOther();
    }),
    actionProgress.onChange(() => {
      sortTimer ??= setTimeout(() => {
        sortTimer = undefined;
        sortAgain();
      }, SORT_MILLISECONDS);
    }),
  ];
  read();
  return () => {
    clearTimeout(timer);
    clearTimeout(sortTimer);
    for (const end of ends) end();
  };
}

let users = 0;
let endFollowing: (() => void) | null = null;

/** Keeps the lines up to date until the function is called that it gives. */
export function followTable(): () => void {
  users += 1;
  endFollowing ??= follow();
  return () => {
    users -= 1;
    if (users > 0) return;
    endFollowing?.();
    endFollowing = null;
  };
}

/** The same while a component is shown. */
export function useTable<T>(select: (view: TableView) => T): T {
  useEffect(followTable, []);
  return useStore(store, select);
}

/** The row of an action that the table has. */
export function shownRow(actionId: number): ActionRow | undefined {
  const isIt = (row: ActionRow) => row.id === actionId;
  const shown = (ended.page?.lines ?? []).map(({ row }) => row);
  return (
    (live.lines.find((line) => !isWaitingLine(line) && isIt(line)) as ActionRow | undefined) ??
    shown.find(isIt)
  );
}

let revealEnd = 0;

/** Has the table show the row and give it the focus as soon as it is there. */
export function revealRow(row: Pick<ActionRow, 'requestNumber'>): void {
  const newest = runsNow().entries?.[0];
  if (runsNow().chosenRunId !== null && newest !== undefined) chooseRun(newest.runId);
  revealEnd = performance.now() + REVEAL_MILLISECONDS;
  store.setState({ revealed: rowKey(row) });
  void ask();
}

export function forgetRevealed(): void {
  store.setState({ revealed: null });
}

/** Opens the line that has the row that is looked for, lets go of the chip that hides it, or gives up. */
export function uncoverRevealed(key: string): void {
  const fold = ended.foldOf(key);
  if (
    live.lines.some((line) => isWaitingLine(line) && line.rows.some((row) => rowKey(row) === key))
  ) {
    toggleFold(WAITS_KEY);
  } else if (fold !== null) {
    if (!open.has(fold)) toggleFold(fold);
  } else if (tableChoices.getState().filter !== 'all') {
    changeTable({ filter: 'all' });
  } else if (performance.now() > revealEnd) forgetRevealed();
  else if (ended.wasAsked(key)) setTimeout(() => void ask(), REVEAL_PAUSE_MILLISECONDS);
}
