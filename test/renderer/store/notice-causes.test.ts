/** Notices of what lasts: one of each cause, gone with it, and not shown again once dismissed. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Notice } from '../../../preload/engine.ts';
import type { Mirror } from '../../../renderer/store/mirror.ts';
import { mirrorStore } from '../../../renderer/store/mirror-store.ts';
import {
  dismissNotice,
  followCauses,
  noticeStore,
  notify,
  showNewNotices,
} from '../../../renderer/store/notices.ts';

const LOST = 'JACK stopped answering. Reconnect it.';
const WELL = { state: 'active', notice: null, noticeCode: null, inputDevice: null };

function become(values: Partial<Mirror> | { stream: object }): void {
  const before = mirrorStore.getState().mirror;
  mirrorStore.setState({ mirror: { ...before, ...values } as Mirror });
}

/** As an update does: the state first, then the notices, then what lasts. */
function update(values: object, ...log: readonly Partial<Notice>[]): void {
  become(values);
  showNewNotices(
    log.map((notice, index) => ({
      id: index + 1,
      severity: 'error',
      message: LOST,
      code: null,
      wallTime: 0,
      ...notice,
    })),
  );
  followCauses();
}

const shown = () => noticeStore.getState().shown.map(({ message, times }) => [message, times]);
const silent = (silentSeconds: number) => ({
  takesInProgress: [{ takeId: 't-1', name: 'Take 1', silentSeconds }],
});

beforeEach(() => {
  vi.useFakeTimers();
  noticeStore.setState(noticeStore.getInitialState());
  const mirror = {
    stream: WELL,
    isSaveFailing: false,
    takesInProgress: [],
    transportState: 'stopped',
    project: { clips: [], buffers: [], takes: [] },
    media: new Map(),
    log: [],
  };
  mirrorStore.setState({ mirror: mirror as unknown as Mirror });
  followCauses();
});

afterEach(() => {
  update({ stream: WELL, takesInProgress: [] });
  mirrorStore.setState({ mirror: null });
  vi.useRealTimers();
});

const lost = { stream: { ...WELL, state: 'dead', notice: LOST, noticeCode: 'device-lost' } };

describe('a lost device', () => {
  test('is one notice, whoever tells of it, and goes when the device is back', async () => {
    update(lost, { code: 'device-lost', cause: 'stream' });
    notify('error', 'The stream is lost. Choose a device.', 'device-lost');
    expect(shown()).toEqual([['The stream is lost. Choose a device.', 1]]);
    notify('error', 'The stream is lost. Choose a device.', 'device-lost');
    expect(shown()).toEqual([['The stream is lost. Choose a device.', 2]]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(shown()).toHaveLength(1);
    update({ stream: WELL });
    expect(shown()).toEqual([]);
  });

  test('is told without a notice of main, too: the window may have been away', () => {
    update(lost);
    expect(shown()).toEqual([[LOST, 1]]);
  });

  test('that was dismissed is not shown again, but the next loss is', () => {
    update(lost);
    dismissNotice(noticeStore.getState().shown[0]?.key ?? '');
    update({});
    expect(shown()).toEqual([]);
    update({ stream: WELL });
    update(lost);
    expect(shown()).toEqual([[LOST, 1]]);
  });

  test('is not pushed out by newer notices', () => {
    update(lost);
    for (const name of ['a', 'b', 'c', 'd']) notify('error', `${name} is broken.`);
    expect(shown().map(([message]) => message)).toEqual([LOST, 'c is broken.', 'd is broken.']);
  });
});

test('that nothing can be saved goes with the next save', () => {
  update({ isSaveFailing: true }, { message: 'Not saved.', cause: 'saving' });
  expect(shown()).toEqual([['Not saved.', 1]]);
  update({ isSaveFailing: false });
  expect(shown()).toEqual([]);
});

test('a silent input is told while it is silent', () => {
  update(silent(1));
  expect(shown()).toEqual([]);
  update(silent(2));
  update(silent(3));
  expect(shown()).toEqual([
    ['Take 1: the input is digital silence. Check the cable and the input channel.', 1],
  ]);
  update(silent(0));
  expect(shown()).toEqual([]);
});

test('a refusal goes when its reason is gone; one whose reason was gone already stays', () => {
  update({ transportState: 'recording' });
  notify('error', 'A take is being recorded.', 'recording');
  update({ transportState: 'stopped' });
  expect(shown()).toEqual([]);
  notify('error', 'A take was being recorded.', 'recording');
  followCauses();
  expect(shown()).toHaveLength(1);
});

describe('a notice about a sound', () => {
  const buffer = { id: 'b-1', name: 'knock.wav' };
  const project = (values: object) => ({
    project: { clips: [], buffers: [buffer], takes: [], ...values },
  });
  const subject = { sourceId: 'b-1' };

  test('goes when the sound is deleted or undone, and is not told of one that is gone', () => {
    update(project({}), { message: 'Damaged.', subject });
    expect(shown()).toEqual([['Damaged.', 1]]);
    update(project({ buffers: [] }));
    expect(shown()).toEqual([]);
    update(project({ buffers: [] }), { id: 2, message: 'Damaged.', subject });
    expect(shown()).toEqual([]);
  });

  test('of which a clip cannot play goes with the clip', () => {
    const about = { sourceId: 'b-1', clipId: 'c-1' };
    update(project({ clips: [{ id: 'c-1' }] }), { message: 'It cannot play.', subject: about });
    expect(shown()).toHaveLength(1);
    update(project({ clips: [] }));
    expect(shown()).toEqual([]);
  });

  test('whose file is missing goes when the file is there again', () => {
    const about = { sourceId: 'b-1', isOfFile: true as const };
    const media = (state: string) => ({ media: new Map([['b-1', { state }]]) });
    update({ ...project({}), ...media('missing') }, { message: 'Missing.', subject: about });
    expect(shown()).toHaveLength(1);
    update(media('ready'));
    expect(shown()).toEqual([]);
  });
});
