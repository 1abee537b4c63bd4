import { readdirSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { loadNativeMixer } from '../../../main/engine/native-library.ts';
import type { ExportRange } from '../../../preload/range-export.ts';
import {
  clip,
  fakeStudio,
  fill,
  projectOf,
  temporaryFolder,
  track,
} from '../../support/fake-studio.ts';
import { readWav, writeWav } from '../../support/wav-file.ts';

const FRAMES = 48_000;
const ALL: ExportRange = { fromFrame: 0, toFrame: FRAMES, trackIds: null, clipIds: null };

/** Clips `a` and `b` of 0.25 and 0.5 on tracks of their names, the sound of `gone` is missing. */
async function exporting() {
  const folder = temporaryFolder();
  for (const [name, level] of Object.entries({ a: 0.25, b: 0.5 })) {
    const shape = { channels: 1, sampleRate: 48_000 };
    writeWav(path.join(folder, `${name}.wav`), new Float32Array(FRAMES).fill(level), shape);
  }
  const native = loadNativeMixer(path.resolve('native/build/Release/rtmixer.node'));
  const virtual = { hostApi: 'Virtual', device: null, virtual: {} };
  const fake = await fakeStudio({ native, arguments: virtual });
  const { studio } = fake;
  const names = ['a', 'b', 'gone'];
  const project = projectOf(
    names.map((id) => clip(id, { sourceId: id, trackId: id, lengthFrames: FRAMES })),
    { tracks: names.map((id) => track(id, { outputChannels: [1] })) },
  );
  const [template] = project.buffers;
  const buffers = names.map((id) => ({
    ...(template as (typeof project.buffers)[0]),
    id,
    name: id,
    channels: 1,
    frames: FRAMES,
    path: path.join(folder, `${id}.wav`),
  }));
  await fill(fake, { ...project, buffers });
  await expect
    .poll(() => {
      studio.media.poll();
      return studio.media.statuses.filter(({ state }) => state === 'ready').length;
    })
    .toBe(2);
  const file = path.join(folder, 'out.wav');
  const write = (range: Partial<ExportRange> = {}) =>
    studio.exports.write({ range: { ...ALL, ...range }, format: 'wav-float32', file });
  const soundsThere = () => readdirSync(folder).filter((name) => !/^(a|b)\.wav$/.test(name));
  return { studio, file, write, soundsThere, folder };
}

test('an export has the tracks and the clips that are asked for, and tells what it lacks', async () => {
  const { file, write, studio } = await exporting();
  const levelOf = () => readWav(file).samples[100];
  expect(await write()).toMatchObject({ value: { missingClips: 1 } });
  expect(levelOf()).toBe(0.75);
  expect(studio.notices.all.map(({ message }) => message).join()).toMatch(
    /“gone” on Track gone cannot/,
  );
  expect(await write({ trackIds: ['b'] })).toMatchObject({ value: { missingClips: 0 } });
  expect(levelOf()).toBe(0.5);
  await write({ clipIds: ['a'] });
  expect(levelOf()).toBe(0.25);
  expect(await write({ clipIds: [] })).toMatchObject({ code: 'nothing-to-play' });
});

test('an export that is cancelled, or whose disk is full, leaves no file and says so', async () => {
  const { write, soundsThere, studio, file } = await exporting();
  const written = write({ clipIds: ['a'] });
  expect(await write()).toMatchObject({ ok: false, code: 'exporting' });
  studio.exports.cancel();
  expect(await written).toMatchObject({ ok: false, code: 'job-cancelled' });
  expect(soundsThere()).toEqual([]);
  const handle = await open(path.join(path.dirname(file), 'a.wav'));
  const handles = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  const full = Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' });
  const spy = vi.spyOn(handles, 'write').mockRejectedValue(full);
  onTestFinished(() => spy.mockRestore());
  writeFileSync(file, 'before');
  expect(await write({ clipIds: ['a'] })).toMatchObject({
    code: 'file-system',
    message: 'The export was not written. The disk is full. Free some space and try again.',
  });
  expect(soundsThere()).toEqual(['out.wav']);
  expect(studio.exports.job).toBe(null);
});
