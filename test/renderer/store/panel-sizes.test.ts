/** Sizes of the panels, kept in pixels in the page's storage. */
import { beforeEach, expect, test, vi } from 'vitest';
import { pageStorage } from '../../support/page-storage.ts';

const KEY = 'rtmixer.panels';

let stored: Map<string, string>;

async function loadedSizes(kept?: string) {
  if (kept !== undefined) stored.set(KEY, kept);
  vi.resetModules();
  return await import('../../../renderer/store/panel-sizes.ts');
}

beforeEach(() => {
  stored = pageStorage();
});

test('a panel has its usual size at first, and the kept one after a reload', async () => {
  const before = await loadedSizes();
  expect(before.panelPixels('library')).toBe(200);
  before.keepPanelPixels('library', 300.4);
  before.keepPanelPixels('bottom', 180);
  await vi.advanceTimersByTimeAsync(500);
  const after = await loadedSizes();
  expect(after.panelPixels('library')).toBe(300);
  expect(after.panelPixels('bottom')).toBe(180);
  expect(after.panelPixels('inspector')).toBe(232);
});

test('keeping one size leaves the others as they are kept', async () => {
  const sizes = await loadedSizes('{"inspector":260}');
  sizes.keepPanelPixels('library', 300);
  await vi.advanceTimersByTimeAsync(500);
  expect(JSON.parse(stored.get(KEY) ?? '')).toMatchObject({ inspector: 260, library: 300 });
});

test('a panel of no size, or of a damaged one, has its usual size', async () => {
  for (const kept of ['{"library":0}', '{"library":-4}', '{"library":"wide"}', '7', 'null', '{']) {
    const { panelPixels } = await loadedSizes(kept);
    expect(panelPixels('library'), kept).toBe(200);
  }
});

test('a panel is never smaller than its least, whatever was kept or asked for', async () => {
  const { keepPanelPixels, panelPixels } = await loadedSizes('{"library":3,"bottom":1e99}');
  expect(panelPixels('library')).toBe(168);
  expect(panelPixels('bottom')).toBeLessThanOrEqual(8_000);
  keepPanelPixels('inspector', 10);
  expect(panelPixels('inspector')).toBe(208);
});
