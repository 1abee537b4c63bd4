/** View state: what survives a reload in the page's storage, and what does not. */

import { beforeEach, describe, expect, test, vi } from 'vitest';
import { SNAP_KIND_NAMES } from '../../../renderer/store/snap-kinds.ts';
import { pageStorage } from '../../support/page-storage.ts';

const KEY = 'rtmixer.view';

let stored: Map<string, string>;

/** The module as a page loads it that finds this in its storage. */
async function loadedView(kept?: string) {
  if (kept !== undefined) stored.set(KEY, kept);
  vi.resetModules();
  return await import('../../../renderer/store/view.ts');
}

beforeEach(() => {
  stored = pageStorage();
});

describe('the view of a page that was loaded again', () => {
  test('has its zoom, place, snap, tabs and audition level', async () => {
    const before = await loadedView();
    before.keepView();
    before.changeView({
      framesPerPixel: 96,
      scrollFrame: 4_800,
      isSnapping: false,
      libraryTab: 'takes',
      bottomTab: 'log',
      auditionGainDb: -12,
    });
    await vi.advanceTimersByTimeAsync(500);
    const { viewNow } = await loadedView();
    expect(viewNow()).toMatchObject({
      framesPerPixel: 96,
      scrollFrame: 4_800,
      isSnapping: false,
      libraryTab: 'takes',
      bottomTab: 'log',
      auditionGainDb: -12,
    });
  });

  test('has neither the selection nor the clipboard of before', async () => {
    const before = await loadedView();
    before.keepView();
    before.selectClips(['c-1']);
    before.changeView({ scrollFrame: 1 });
    await vi.advanceTimersByTimeAsync(500);
    const { viewNow } = await loadedView();
    expect(viewNow().selection.size).toBe(0);
    expect(viewNow().scrollFrame).toBe(1);
  });

  test('knows what was selected, for a restart of the program, but not of thousands', async () => {
    const before = await loadedView();
    before.keepView();
    before.selectClips(['c-1', 'c-2']);
    await vi.advanceTimersByTimeAsync(500);
    expect((await loadedView()).keptSelection()).toEqual(['c-1', 'c-2']);
    before.selectClips(Array.from({ length: 2_000 }, (_, index) => `c-${index}`));
    await vi.advanceTimersByTimeAsync(500);
    expect((await loadedView()).keptSelection()).toEqual([]);
    expect((await loadedView('{"selection":[1,{},"c-3"]}')).keptSelection()).toEqual(['c-3']);
    expect((await loadedView('{"selection":')).keptSelection()).toEqual([]);
  });

  test.each([
    ['no JSON', '{"framesPerPixel":'],
    ['not an object', 'null'],
    ['zoom and place that are none', '{"framesPerPixel":0,"scrollFrame":-5}'],
    ['texts for numbers', '{"framesPerPixel":"wide","scrollFrame":"far"}'],
    ['unknown words', '{"snapKinds":"bars","libraryTab":"loops","bottomTab":"mixer"}'],
    ['an audition level that is none', '{"auditionGainDb":"loud"}'],
  ])('begins as at the first time after %s', async (_what, kept) => {
    const { viewNow } = await loadedView(kept);
    expect(viewNow()).toMatchObject({
      framesPerPixel: 480,
      scrollFrame: 0,
      isSnapping: true,
      snapKinds: SNAP_KIND_NAMES,
      libraryTab: 'buffers',
      bottomTab: 'actions',
      auditionGainDb: 0,
    });
  });

  test('has no audition level beyond its range', async () => {
    const { viewNow } = await loadedView('{"auditionGainDb":300}');
    expect(viewNow().auditionGainDb).toBe(12);
  });
});

describe('keeping the view', () => {
  test('waits half a second after the last change, and writes once', async () => {
    const setItem = vi.spyOn(globalThis.localStorage, 'setItem');
    const { changeView, keepView } = await loadedView();
    keepView();
    changeView({ scrollFrame: 1 });
    await vi.advanceTimersByTimeAsync(400);
    changeView({ scrollFrame: 2 });
    await vi.advanceTimersByTimeAsync(400);
    expect(setItem).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(100);
    expect(setItem).toHaveBeenCalledTimes(1);
    expect(JSON.parse(stored.get(KEY) ?? '')).toMatchObject({ scrollFrame: 2 });
  });

  test('does not lose what was selected before, though something is kept before it is asked for', async () => {
    const { changeView, keepView, keptSelection } = await loadedView('{"selection":["c-1"]}');
    keepView();
    changeView({ scrollFrame: 1 });
    await vi.advanceTimersByTimeAsync(500);
    expect(JSON.parse(stored.get(KEY) ?? '').selection).toEqual([]);
    expect(keptSelection()).toEqual(['c-1']);
  });

  test('does not wait where the program is about to end', async () => {
    const { keepView, selectClips, writeKeptView } = await loadedView();
    const end = keepView();
    selectClips(['c-1']);
    writeKeptView();
    expect(JSON.parse(stored.get(KEY) ?? '').selection).toEqual(['c-1']);
    end();
    selectClips([]);
    writeKeptView();
    expect(JSON.parse(stored.get(KEY) ?? '').selection).toEqual(['c-1']);
  });

  test('does not wait where the page goes', async () => {
    const { changeView, keepView } = await loadedView();
    const end = keepView();
    changeView({ scrollFrame: 3 });
    dispatchEvent(new Event('pagehide'));
    expect(JSON.parse(stored.get(KEY) ?? '')).toMatchObject({ scrollFrame: 3 });
    stored.clear();
    dispatchEvent(new Event('pagehide'));
    end();
    expect(stored.has(KEY)).toBe(false);
  });

  test('writes nothing for what is not kept, and nothing after its end', async () => {
    const { changeView, keepView } = await loadedView();
    const end = keepView();
    changeView({ libraryFilter: 'c-1' });
    await vi.advanceTimersByTimeAsync(1_000);
    end();
    changeView({ scrollFrame: 7 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(stored.has(KEY)).toBe(false);
  });
});

test('the last of the selected clips has the focus', async () => {
  const { selectClips, viewNow } = await loadedView();
  selectClips(['c-1', 'c-2']);
  expect(viewNow().focusedClipId).toBe('c-2');
  selectClips([]);
  expect(viewNow().focusedClipId).toBeNull();
});
