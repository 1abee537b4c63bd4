/** One long conversion beside other files: it holds back nothing but itself. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { RtMixerError } from '../../../native/index.ts';
import {
  type FakeStudio,
  fakeStudio,
  fill,
  projectOf,
  putSound,
  track,
} from '../../support/fake-studio.ts';

const M4A = { channels: 2, frames: 2_000, sampleRate: 48_000, format: 'WAV' };

interface SlowConversions extends FakeStudio {
  /** A file whose conversion lasts until `finish`. */
  putLong(name: string): string;
  put(name: string, frames?: number): string;
  /** Ends the conversion of this file. */
  finish(file: string): void;
  readonly aborted: string[];
}

async function slowConversions(): Promise<SlowConversions> {
  const fake = await fakeStudio();
  const { native, folder } = fake;
  const ends = new Map<string, () => void>();
  const aborted: string[] = [];
  const convert = native.convertFile;
  native.convertFile = async (source, target, options) => {
    if (!source.includes('long')) return convert(source, target, options);
    writeFileSync(target, 'half');
    options?.onProgress?.(0.5);
    await new Promise<void>((resolve, reject) => {
      ends.set(source, resolve);
      options?.signal?.addEventListener('abort', () => {
        aborted.push(path.basename(source));
        reject(new RtMixerError('job-cancelled', 'Converting was cancelled.'));
      });
    });
    return convert(source, target, options);
  };
  const putLong = (name: string) => {
    const file = path.join(folder, name);
    writeFileSync(file, `content of ${name}`);
    native.convertible.set(file, M4A);
    return file;
  };
  const put = (name: string, frames = 1_000) => putSound(fake, name, { frames });
  return { ...fake, putLong, put, aborted, finish: (file) => ends.get(file)?.() };
}

const stack = { trackId: null, startFrame: 500, rule: 'stack' as const };

/** Clips by the row of their track. */
function rows({ studio }: FakeStudio): readonly (readonly [string, number, number])[] {
  const { tracks, clips } = studio.project.project;
  return clips
    .map(({ name, trackId, startFrame }) => {
      const row = tracks.findIndex(({ id }) => id === trackId);
      return [name, row, startFrame] as const;
    })
    .toSorted((one, other) => one[1] - other[1] || one[2] - other[2]);
}

describe('A long conversion in the middle of a drop', () => {
  test('lets the other files come and play, and comes itself where it was dropped, as one step for undo', async () => {
    const fake = await slowConversions();
    const { studio, native } = fake;
    const long = fake.putLong('long.m4a');
    const imported = studio.imports.importFiles(
      [fake.put('a.wav'), long, fake.putLong('short.m4a'), fake.put('b.wav')],
      stack,
    );
    await expect.poll(() => rows(fake)).toHaveLength(3);
    await expect
      .poll(() => studio.conversions.statuses)
      .toMatchObject([{ name: 'long.m4a', fraction: 0.5 }]);
    await fake.settle();
    expect(await studio.transport.play(500)).toMatchObject({ ok: true });
    expect(native.stream.players).toHaveLength(3);
    studio.transport.stop();

    fake.finish(long);
    expect(await imported).toMatchObject({ value: { refusals: [], sourceIds: { length: 4 } } });
    expect(rows(fake)).toEqual([
      ['a.wav', 0, 500],
      ['long.m4a', 1, 500],
      ['short.m4a', 2, 500],
      ['b.wav', 3, 500],
    ]);
    expect(studio.project.undoLabel).toBe('Import 4 files');
    studio.project.undo();
    expect(studio.project.project).toMatchObject({ buffers: [], clips: [], tracks: [] });
    expect(studio.project.undoLabel).toBeNull();
    studio.project.redo();
    expect(rows(fake)).toHaveLength(4);
  });

  test('goes to its track among those that were there', async () => {
    const fake = await slowConversions();
    await fill(fake, projectOf([], { tracks: [track('a'), track('b'), track('c')] }));
    const long = fake.putLong('long.m4a');
    const files = [long, fake.put('a.wav'), fake.put('b.wav'), fake.put('c.wav')];
    const imported = fake.studio.imports.importFiles(files, { ...stack, trackId: 'b' });
    await expect.poll(() => rows(fake)).toHaveLength(3);
    fake.finish(long);
    await imported;
    expect(rows(fake).map(([name, row]) => [name, row])).toEqual([
      ['long.m4a', 1],
      ['a.wav', 2],
      ['b.wav', 3],
      ['c.wav', 4],
    ]);
  });

  test('one after another keeps those after it off the timeline until its length is known', async () => {
    const fake = await slowConversions();
    const { studio } = fake;
    const long = fake.putLong('long.m4a');
    const files = [fake.put('a.wav'), long, fake.put('b.wav')];
    const imported = studio.imports.importFiles(files, { ...stack, rule: 'sequence' });
    await expect.poll(() => studio.project.project.buffers).toHaveLength(2);
    expect(rows(fake)).toEqual([['a.wav', 0, 500]]);
    fake.finish(long);
    await imported;
    expect(rows(fake)).toEqual([
      ['a.wav', 0, 500],
      ['long.m4a', 0, 1_500],
      ['b.wav', 0, 3_500],
    ]);
    studio.project.undo();
    expect(studio.project.project).toMatchObject({ buffers: [], clips: [] });
  });

  test('ends when the drop is undone, and what was edited meanwhile stays a step of its own', async () => {
    const fake = await slowConversions();
    const { studio } = fake;
    const files = [fake.put('a.wav'), fake.putLong('long.m4a')];
    const imported = studio.imports.importFiles(files, stack);
    await expect.poll(() => rows(fake)).toHaveLength(1);
    const { id } = studio.project.project.tracks[0]!;
    studio.project.editOwn('Mute', { kind: 'patchTrack', trackId: id, patch: { muted: true } });
    studio.project.undo();
    studio.project.undo();
    expect(await imported).toMatchObject({
      value: { refusals: [{ name: 'long.m4a', code: 'interrupted' }] },
    });
    expect(fake.aborted).toEqual(['long.m4a']);
    expect(studio.project.project).toMatchObject({ buffers: [], clips: [], tracks: [] });
    expect(studio.project.redoLabel).toBe('Import a.wav');
  });

  test('belongs to the step of its drop, whatever was edited or undone meanwhile', async () => {
    const fake = await slowConversions();
    const { studio } = fake;
    const long = fake.putLong('long.m4a');
    const imported = studio.imports.importFiles([fake.put('a.wav'), long], stack);
    await expect.poll(() => rows(fake)).toHaveLength(1);
    const { id } = studio.project.project.tracks[0]!;
    const mute = { kind: 'patchTrack', trackId: id, patch: { muted: true } } as const;
    studio.project.editOwn('Mute', mute);
    studio.project.editOwn('Solo', { ...mute, patch: { soloed: true } });
    studio.project.undo();
    fake.finish(long);
    await imported;
    expect(rows(fake)).toHaveLength(2);
    expect(studio.project.redoLabel).toBe('Solo');
    expect(studio.project.undoLabel).toBe('Mute');
    studio.project.undo();
    expect(studio.project.undoLabel).toBe('Import 2 files');
    studio.project.undo();
    expect(studio.project.project).toMatchObject({ buffers: [], clips: [], tracks: [] });
  });

  test('does not hold back what is said of the others', async () => {
    const fake = await slowConversions();
    const { studio, native } = fake;
    const long = fake.putLong('long.m4a');
    const bad = fake.put('bad.wav');
    native.files.delete(bad);
    const imported = studio.imports.importFiles([bad, long], null);
    const said = () => studio.notices.all.filter(({ message }) => message.includes('bad.wav'));
    await expect.poll(said).toHaveLength(1);
    fake.finish(long);
    expect(await imported).toMatchObject({ value: { refusals: [{ isTold: true }] } });
  });

  test('is not waited for by short ones of other drops, and its cancel ends only it', async () => {
    const fake = await slowConversions();
    const { studio } = fake;
    const imported = studio.imports.importFiles([fake.putLong('long.m4a')], null);
    await expect.poll(() => studio.conversions.statuses).toMatchObject([{ fraction: 0.5 }]);
    const others = await studio.imports.importFiles(
      ['1.m4a', '2.m4a', '3.m4a'].map((name) => fake.putLong(`s${name}`)),
      null,
    );
    expect(others).toMatchObject({ value: { refusals: [], sourceIds: { length: 3 } } });
    studio.conversions.cancel(studio.conversions.statuses[0]?.id ?? 0);
    expect(await imported).toMatchObject({
      value: { refusals: [{ message: 'Converting “long.m4a” was cancelled.' }] },
    });
  });
});

describe('Cancel opening', () => {
  async function reopened() {
    const fake = await slowConversions();
    const { studio } = fake;
    const file = fake.putLong('long.m4a');
    const imported = studio.imports.importFiles([file, file], null);
    await expect.poll(() => studio.conversions.statuses).toMatchObject([{ fraction: 0.5 }]);
    fake.finish(file);
    await imported;
    await expect
      .poll(() => studio.media.statuses.map(({ state }) => state))
      .toEqual(['ready', 'ready']);
    // Its copy is gone, so that it has to be converted again.
    writeFileSync(file, 'other content');
    for (const { sourceId } of studio.media.statuses) studio.media.reopen(sourceId);
    await expect.poll(() => studio.conversions.statuses).toMatchObject([{ fraction: 0.5 }]);
    return fake;
  }

  test('of a sound works at once while its file is converted, and leaves the other sound of the file alone', async () => {
    const fake = await reopened();
    const { studio } = fake;
    const [first, second] = studio.media.statuses.map(({ sourceId }) => sourceId);
    studio.media.cancel(first ?? '');
    await fake.settle();
    expect(studio.media.statusOf(first ?? '')).toMatchObject({ state: 'cancelled' });
    expect(studio.media.whyUnplayable(first ?? '')).toContain('was cancelled');
    expect(fake.aborted).toEqual([]);
    studio.media.cancel(second ?? '');
    await fake.settle();
    expect(studio.media.statusOf(second ?? '')).toMatchObject({ state: 'cancelled' });
    expect(fake.aborted).toEqual(['long.m4a']);
    expect(studio.conversions.statuses).toEqual([]);
    expect(studio.notices.all.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('is not needed for a sound that leaves the session', async () => {
    const fake = await reopened();
    const { studio } = fake;
    const sourceIds = studio.project.project.buffers.map(({ id }) => id);
    studio.project.editOwn('Remove', { kind: 'removeSources', sourceIds });
    await fake.settle();
    expect(fake.aborted).toEqual(['long.m4a']);
  });
});
