/** Importing: dropped files, chosen files and the demo, on a whole studio. */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { importDropped, importFiles, loadDemo } from '../../../renderer/importing/importing.ts';
import { mirrorNow } from '../../../renderer/store/mirror-store.ts';
import { noticeStore } from '../../../renderer/store/notices.ts';
import { viewNow } from '../../../renderer/store/view.ts';
import { putSound } from '../../support/fake-studio.ts';
import { windowOnStudio } from '../../support/window-on-studio.ts';

const file = (name: string) => ({ name }) as File;
const errors = () =>
  noticeStore
    .getState()
    .own.filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);
const clips = () => mirrorNow().project.clips.map((clip) => [clip.name, clip.startFrame]);
const onTrack = { trackId: null, startFrame: 4_800, rule: 'stack' } as const;

describe('dropped files', () => {
  test('on the timeline become clips there; a single one is selected', async () => {
    const main = await windowOnStudio();
    putSound(main, 'knock.wav', { frames: 24_000 });
    await importDropped([file('knock.wav')], onTrack);
    await main.pass(0.1);
    expect(clips()).toEqual([['knock.wav', 4_800]]);
    expect([...viewNow().selection]).toEqual([mirrorNow().project.clips[0]?.id]);
    expect(mirrorNow().undoLabel).not.toBeNull();
  });

  test('of which one is no sound: the others are imported, the one is named', async () => {
    const main = await windowOnStudio();
    putSound(main, 'knock.wav');
    putSound(main, 'tone.wav');
    await importDropped([file('knock.wav'), file('letter.txt'), file('tone.wav')], onTrack);
    await main.pass(0.1);
    expect(clips().map(([name]) => name)).toEqual(['knock.wav', 'tone.wav']);
    expect(errors()).toHaveLength(1);
    expect(errors()[0]).toContain('letter.txt');
    expect(viewNow().selection.size).toBe(0);
  });

  test('on the Library are sounds without clips', async () => {
    const main = await windowOnStudio();
    putSound(main, 'knock.wav');
    await importDropped([file('knock.wav')], null);
    await main.pass(0.1);
    expect(mirrorNow().project.buffers.map(({ name }) => name)).toEqual(['knock.wav']);
    expect(clips()).toEqual([]);
  });

  test('that are none ask main for nothing', async () => {
    const main = await windowOnStudio();
    await importDropped([], null);
    await main.settle();
    expect(main.requests.some(({ name }) => name === 'importFiles')).toBe(false);
  });
});

describe('the file dialog', () => {
  test('brings the chosen files into the Library', async () => {
    const chosen: string[] = [];
    const main = await windowOnStudio({ dialogs: { chooseSounds: async () => chosen } });
    chosen.push(putSound(main, 'knock.wav'), path.join(main.folder, 'gone.wav'));
    await importFiles();
    await main.pass(0.1);
    expect(mirrorNow().project.buffers).toHaveLength(1);
    expect(errors()[0]).toContain('gone.wav');
  });

  test('that is cancelled says nothing', async () => {
    const main = await windowOnStudio();
    await importFiles();
    await main.pass(0.1);
    expect(mirrorNow().project.buffers).toEqual([]);
    expect(errors()).toEqual([]);
  });
});

test('a demo without its sounds says what is missing', async () => {
  await windowOnStudio();
  await loadDemo();
  expect(errors().length).toBeGreaterThan(0);
});
