/** Notices: what is shown, for how long, and what is only in the Log. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Notice } from '../../../preload/engine.ts';
import { failure, success } from '../../../preload/outcome.ts';
import {
  dismissAllNotices,
  dismissNotice,
  noticeStore,
  notify,
  showNewNotices,
  showRecentTroubles,
  valueOrNotice,
} from '../../../renderer/store/notices.ts';

const shown = () => noticeStore.getState().shown.map(({ message }) => message);
const fromMain = (id: number, values: Partial<Notice> = {}): Notice => ({
  id,
  severity: 'warning',
  message: `Notice ${id}.`,
  code: null,
  wallTime: Date.now(),
  ...values,
});

beforeEach(() => {
  vi.useFakeTimers();
  noticeStore.setState(noticeStore.getInitialState());
});

afterEach(() => vi.useRealTimers());

describe('a notice', () => {
  test('goes after 7 s; an error stays until it is dismissed', async () => {
    notify('info', 'Saved.');
    notify('error', 'Not saved.');
    await vi.advanceTimersByTimeAsync(6_900);
    expect(shown()).toEqual(['Saved.', 'Not saved.']);
    await vi.advanceTimersByTimeAsync(200);
    expect(shown()).toEqual(['Not saved.']);
    await vi.advanceTimersByTimeAsync(60_000);
    dismissNotice(noticeStore.getState().shown[0]?.key ?? '');
    expect(shown()).toEqual([]);
  });

  test('that repeats is counted, not shown again', () => {
    notify('error', 'Too late.');
    notify('error', 'Too late.');
    notify('warning', 'Too late.');
    expect(noticeStore.getState().shown.map(({ times }) => times)).toEqual([2, 1]);
  });

  test('of the window is in the Log for good, one of main is not doubled there', async () => {
    notify('info', 'Saved.');
    showNewNotices([fromMain(1)]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(noticeStore.getState().own.map(({ message }) => message)).toEqual(['Saved.']);
  });

  test('of main and one of the window with the same number are two', () => {
    notify('error', 'Of the window.');
    const { id } = noticeStore.getState().own[0] as Notice;
    showNewNotices([fromMain(id, { severity: 'error' })]);
    dismissNotice(`main-${id}`);
    expect(shown()).toEqual(['Of the window.']);
  });
});

describe('of many notices', () => {
  test('the newest three are shown; the hidden errors and warnings are counted, not the rest', () => {
    notify('info', 'a');
    for (const message of ['b', 'c', 'd', 'e', 'f']) notify('error', message);
    expect(shown()).toEqual(['d', 'e', 'f']);
    expect(noticeStore.getState().hiddenCount).toBe(2);
  });

  test('the count goes with the last one that is dismissed', () => {
    for (const message of ['a', 'b', 'c', 'd']) notify('error', message);
    const keys = noticeStore.getState().shown.map(({ key }) => key);
    for (const key of keys.slice(0, 2)) dismissNotice(key);
    expect(noticeStore.getState().hiddenCount).toBe(1);
    dismissNotice(keys[2] ?? '');
    expect(noticeStore.getState().hiddenCount).toBe(0);
  });

  test('all are closed at once', () => {
    for (const message of ['a', 'b', 'c', 'd']) notify('error', message);
    dismissAllNotices();
    expect(noticeStore.getState()).toMatchObject({ shown: [], hiddenCount: 0 });
  });
});

test('a window that opens shows the troubles of the last minute', () => {
  // The clock was set back meanwhile: only main's ids say what is recent.
  const log = [
    fromMain(1, { wallTime: Date.now() - 61_000 }),
    fromMain(2, { wallTime: Date.now() + 3_600_000 }),
    fromMain(3, { severity: 'info' }),
    fromMain(4, { severity: 'error' }),
  ];
  showRecentTroubles({ log, firstRecentNoticeId: 2 });
  expect(shown()).toEqual(['Notice 2.', 'Notice 4.']);
});

test('an outcome gives its value, or null and its sentence', () => {
  expect(valueOrNotice(success(0))).toBe(0);
  expect(shown()).toEqual([]);
  expect(valueOrNotice(failure('edit-unknown-id', 'It is gone.'))).toBeNull();
  expect(shown()).toEqual(['It is gone.']);
});
