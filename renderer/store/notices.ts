/**
 * Notices: refused requests and what main reports. Errors stay until they are dismissed, others go
 * after some seconds; the Log keeps all.
 */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Snapshot } from '../../preload/contract.ts';
import type { Notice } from '../../preload/engine.ts';
import type { ErrorCode, Outcome } from '../../preload/outcome.ts';
import { mirrorStore } from './mirror-store.ts';

export interface ShownNotice extends Notice {
  /** Unique among main's notices and the window's own. */
  readonly key: string;
  /** How often the same sentence came in succession. */
  readonly times: number;
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
  const shown = { key: `window-${id}`, times: 1 };
  const afterId = mirrorStore.getState().mirror?.log.at(-1)?.id ?? 0;
  const notice = { id, severity, message, code, wallTime: Date.now(), afterId, ...shown };
  noticeStore.setState(({ own }) => ({ own: [...own, notice].slice(-KEPT_OWN) }));
  show(notice);
}

/** The value; of a failure null, after a notice. */
export function valueOrNotice<T>(outcome: Outcome<T>): T | null {
  if (outcome.ok) return outcome.value;
  notify('error', outcome.message, outcome.code);
  return null;
}

export function showNewNotices(log: readonly Notice[] | undefined): void {
  for (const notice of log ?? []) show({ ...notice, key: `main-${notice.id}`, times: 1 });
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
  noticeStore.setState(({ shown, hiddenCount }) => {
    const left = shown.filter((notice) => notice.key !== key);
    return { shown: left, hiddenCount: left.length === 0 ? 0 : hiddenCount };
  });
}

export function dismissAllNotices(): void {
  noticeStore.setState({ shown: [], hiddenCount: 0 });
}

function show(notice: ShownNotice): void {
  noticeStore.setState(({ shown, hiddenCount }) => {
    const same = shown.find(
      (other) => other.message === notice.message && other.severity === notice.severity,
    );
    if (same === undefined) {
      const all = [...shown, notice];
      const gone = all.slice(0, -MOST_SHOWN).filter(({ severity }) => severity !== 'info');
      return { shown: all.slice(-MOST_SHOWN), hiddenCount: hiddenCount + gone.length };
    }
    return {
      shown: shown.map((other) => (other === same ? { ...same, times: same.times + 1 } : other)),
    };
  });
  if (notice.severity !== 'error') {
    setTimeout(() => dismissNotice(notice.key), SHOWN_MILLISECONDS);
  }
}

export function useNotices<T>(select: (state: NoticeState) => T): T {
  return useStore(noticeStore, select);
}
