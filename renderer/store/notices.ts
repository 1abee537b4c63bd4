/**
 * Notices: refused requests, what main reports, and what lasts. The only place where these are told; the
 * Log keeps all.
 *
 * - Of one cause there is one notice, with how often it was told; see `notice-causes.ts`.
 * - What lasts stays until it is over or dismissed. Of the others errors stay until they are dismissed,
 *   the rest goes after some seconds.
 */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Snapshot } from '../../preload/contract.ts';
import type { Notice } from '../../preload/engine.ts';
import type { ErrorCode, Outcome } from '../../preload/outcome.ts';
import { mirrorStore } from './mirror-store.ts';
import {
  isSubjectGone,
  type LastingCause,
  lastingCause,
  standingTroubles,
} from './notice-causes.ts';
import { say } from './spoken.ts';

export interface ShownNotice extends Notice {
  /** Unique among main's notices and the window's own. */
  readonly key: string;
  /** How often the same sentence came. */
  readonly times: number;
  /** What it tells of, where that lasts. */
  readonly lasting: LastingCause | null;
}

/** Of the window itself. */
export interface OwnNotice extends ShownNotice {
  /** Of main's notice before it; 0 = none. */
  readonly afterId: number;
}

interface NoticeState {
  readonly shown: readonly ShownNotice[];
  /** Errors that newer ones have replaced on the screen; they are in the Log. */
  readonly hiddenCount: number;
  /** The window's own ones, for the Log. */
  readonly own: readonly OwnNotice[];
}

const SHOWN_MILLISECONDS = 7_000;
const MOST_SHOWN = 3;
const KEPT_OWN = 500;

export const noticeStore = createStore<NoticeState>(() => ({ shown: [], hiddenCount: 0, own: [] }));

let nextId = 1;

/** @param code of the failure that it tells of */
export function notify(
  severity: Notice['severity'],
  message: string,
  code: ErrorCode | null = null,
): void {
  const id = nextId++;
  const { mirror } = mirrorStore.getState();
  tell({ id, severity, message, code, wallTime: Date.now() }, lastingCause({ code }, mirror));
}

function tell(notice: Notice, lasting: LastingCause | null): void {
  const shown = { ...notice, key: `window-${notice.id}`, times: 1, lasting };
  const afterId = mirrorStore.getState().mirror?.log.at(-1)?.id ?? 0;
  noticeStore.setState(({ own }) => ({ own: [...own, { ...shown, afterId }].slice(-KEPT_OWN) }));
  show(shown);
}

/** The value; of a failure null, after a notice. */
export function valueOrNotice<T>(outcome: Outcome<T>): T | null {
  if (outcome.ok) return outcome.value;
  notify('error', outcome.message, outcome.code);
  return null;
}

export function showNewNotices(log: readonly Notice[] | undefined): void {
  const { mirror } = mirrorStore.getState();
  for (const notice of log ?? []) {
    // What it is about may be gone by the time that it is told.
    const isPast = notice.subject && mirror !== null && isSubjectGone(notice.subject, mirror);
    if (isPast === true) continue;
    const lasting = lastingCause(notice, mirror);
    show({ ...notice, key: `main-${notice.id}`, times: 1, lasting });
  }
}

/** Sentences of lasting causes that a person has dismissed: not shown again by themselves. */
const dismissed = new Map<string, string>();

/** After every change of the mirror: what is over goes, what lasts is shown. */
export function followCauses(): void {
  const { mirror } = mirrorStore.getState();
  if (mirror === null) return;
  const { shown } = noticeStore.getState();
  for (const { key, lasting, subject } of shown) {
    const isGone = lasting?.isGone(mirror) ?? (subject && isSubjectGone(subject, mirror));
    if (isGone === true) remove(key);
  }
  const standing = standingTroubles(mirror);
  for (const key of dismissed.keys()) {
    if (!standing.some((trouble) => trouble.key === key)) dismissed.delete(key);
  }
  for (const { key, isGone, severity, message, code } of standing) {
    if (dismissed.get(key) === message) continue;
    if (noticeStore.getState().shown.some(({ lasting }) => lasting?.key === key)) continue;
    const notice = { id: nextId++, severity, message, code, wallTime: Date.now() };
    // Main has its own entry of the stream in the Log.
    const lasting = { key, isGone };
    if (key === 'stream') show({ ...notice, key: `window-${notice.id}`, times: 1, lasting });
    else tell(notice, lasting);
  }
}

/** Warnings and errors from before this window was there: at the start, or while it was away. */
export function showRecentTroubles({
  log,
  firstRecentNoticeId,
}: Pick<Snapshot, 'log' | 'firstRecentNoticeId'>): void {
  const isTrouble = ({ severity, id }: Notice) => severity !== 'info' && id >= firstRecentNoticeId;
  showNewNotices(log.filter(isTrouble));
}

export function dismissNotice(key: string): void {
  const { mirror } = mirrorStore.getState();
  const found = noticeStore.getState().shown.filter((notice) => notice.key === key);
  noteDismissed(found, mirror === null ? [] : standingTroubles(mirror));
  remove(key);
}

function noteDismissed(
  notices: readonly ShownNotice[],
  standing: readonly { readonly key: string; readonly message: string }[],
): void {
  for (const { lasting } of notices) {
    const trouble = standing.find(({ key }) => key === lasting?.key);
    if (trouble !== undefined) dismissed.set(trouble.key, trouble.message);
  }
}

function remove(key: string): void {
  noticeStore.setState(({ shown, hiddenCount }) => {
    const left = shown.filter((notice) => notice.key !== key);
    return { shown: left, hiddenCount: left.length === 0 ? 0 : hiddenCount };
  });
}

export function dismissAllNotices(): void {
  const { mirror } = mirrorStore.getState();
  const { shown } = noticeStore.getState();
  noteDismissed(shown, mirror === null ? [] : standingTroubles(mirror));
  noticeStore.setState({ shown: [], hiddenCount: 0 });
}

function show(notice: ShownNotice): void {
  const { shown, hiddenCount } = noticeStore.getState();
  const before = shown.find((other) => isSameCause(other, notice));
  if (before === undefined) {
    const all = [...shown, notice];
    const lasting = all.filter((each) => each.lasting !== null);
    const others = all.filter((each) => each.lasting === null);
    const room = Math.max(1, MOST_SHOWN - lasting.length);
    const gone = others.slice(0, -room).filter(({ severity }) => severity !== 'info');
    noticeStore.setState({
      shown: [...lasting, ...others.slice(-room)],
      hiddenCount: hiddenCount + gone.length,
    });
  } else {
    const isSame = before.message === notice.message;
    const after = { ...(isSame ? before : notice), key: before.key };
    const times = isSame ? before.times + 1 : 1;
    noticeStore.setState({
      shown: shown.map((other) => (other === before ? { ...after, times } : other)),
    });
  }
  if (before?.message !== notice.message) say(notice.message);
  if (notice.severity !== 'error' && notice.lasting === null) goLater(notice.key);
}

function isSameCause(one: ShownNotice, other: ShownNotice): boolean {
  if (one.lasting !== null && one.lasting.key === other.lasting?.key) return true;
  return one.message === other.message && one.severity === other.severity;
}

/** It may be of something that lasts by then. */
function goLater(key: string): void {
  setTimeout(() => {
    const notice = noticeStore.getState().shown.find((other) => other.key === key);
    if (notice?.lasting === null) remove(key);
  }, SHOWN_MILLISECONDS);
}

export function useNotices<T>(select: (state: NoticeState) => T): T {
  return useStore(noticeStore, select);
}
