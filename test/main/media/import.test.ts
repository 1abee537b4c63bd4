import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FakeFile, FakeNative } from '../../support/fake-native.ts';
import {
  type FakeStudio,
  fakeStudio,
  fill,
  projectOf,
  putSound,
  track,
} from '../../support/fake-studio.ts';

interface Shelf extends FakeStudio {
  /** Puts a file on the disk that the invented native side can read. */
  put(name: string, values?: Partial<FakeFile>): string;
}

async function shelf(prepare: (native: FakeNative) => void = () => {}): Promise<Shelf> {
  const fake = await fakeStudio({ prepare });
  return { ...fake, put: (name, values) => putSound(fake, name, values) };
}

const atTheStart = { trackId: null, startFrame: 0, rule: 'stack' as const };

describe('Import', () => {
  test('without a placement puts files into the Library only', async () => {
    const { studio, put } = await shelf();
    const report = await studio.imports.importFiles([put('one.wav')], null);
    expect(report).toMatchObject({ ok: true, value: { clipIds: [], refusals: [] } });
    expect(studio.project.project.buffers).toMatchObject([{ name: 'one.wav', frames: 1_000 }]);
  });

  test('counts a file of another rate in frames of the session', async () => {
    const { studio, put } = await shelf();
    await studio.imports.importFiles([put('a.wav', { sampleRate: 44_100, frames: 44_100 })], null);
    expect(studio.project.project.buffers[0]).toMatchObject({
      frames: 48_000,
      sourceSampleRate: 44_100,
    });
  });

  test('counts all files at the rate that an empty session got meanwhile', async () => {
    const { studio, native, put, settle } = await shelf();
    const slow = put('slow.wav', { frames: 48_000 });
    const converted = Promise.withResolvers<void>();
    const probe = native.probeFile.bind(native);
    native.probeFile = async (file) => {
      if (file === slow) await converted.promise;
      return probe(file);
    };
    const files = [put('quick.wav', { frames: 48_000 }), slow];
    const imported = studio.imports.importFiles(files, { ...atTheStart, startFrame: 4_800 });
    await settle();
    studio.project.changeRate(96_000);
    converted.resolve();
    expect(await imported).toMatchObject({ ok: true });
    const { buffers, clips } = studio.project.project;
    expect(buffers.map(({ frames }) => frames)).toEqual([96_000, 96_000]);
    expect(clips.map(({ startFrame, lengthFrames }) => [startFrame, lengthFrames])).toEqual([
      [9_600, 96_000],
      [9_600, 96_000],
    ]);
  });

  test('stacks several files on tracks below each other, at one time', async () => {
    const fake = await shelf();
    await fill(fake, projectOf([], { tracks: [track('a'), track('b')] }));
    const paths = ['1.wav', '2.wav', '3.wav'].map((name) => fake.put(name));
    const placement = { trackId: 'b', startFrame: 500, rule: 'stack' as const };
    await fake.studio.imports.importFiles(paths, placement);
    const { clips, tracks } = fake.studio.project.project;
    expect(clips.map(({ startFrame }) => startFrame)).toEqual([500, 500, 500]);
    expect(clips[0]?.trackId).toBe('b');
    expect(tracks).toHaveLength(4);
    expect(clips.slice(1).map(({ trackId }) => trackId)).toEqual(
      tracks.slice(2).map(({ id }) => id),
    );
  });

  test('sequences several files on one track, one after another', async () => {
    const { studio, put } = await shelf();
    const paths = [put('1.wav'), put('2.wav')];
    await studio.imports.importFiles(paths, { ...atTheStart, rule: 'sequence' });
    const { clips, tracks } = studio.project.project;
    expect(clips.map(({ startFrame }) => startFrame)).toEqual([0, 1_000]);
    expect(tracks).toHaveLength(1);
  });

  test('is one step for undo', async () => {
    const { studio, put } = await shelf();
    await studio.imports.importFiles([put('1.wav'), put('2.wav')], atTheStart);
    expect(studio.project.undoLabel).toBe('Import 2 files');
    studio.project.undo();
    expect(studio.project.project).toMatchObject({ buffers: [], clips: [], tracks: [] });
  });

  test('takes the same file as often as it is dropped', async () => {
    const { studio, put } = await shelf();
    const file = put('one.wav');
    await studio.imports.importFiles([file, file], null);
    await studio.imports.importFiles([file], null);
    expect(studio.project.project.buffers).toHaveLength(3);
  });

  test('tells each bad file and imports the good ones', async () => {
    const { studio, put, folder, native } = await shelf();
    const bad = put('bad.wav');
    native.files.delete(bad);
    const report = await studio.imports.importFiles(
      [bad, path.join(folder, 'nowhere.wav'), put('good.wav')],
      atTheStart,
    );
    expect(report).toMatchObject({ ok: true, value: { refusals: [{}, {}] } });
    expect(studio.project.project.buffers.map(({ name }) => name)).toEqual(['good.wav']);
  });

  test('of a folder takes its sound files, and refuses one without any', async () => {
    const { studio, put, folder } = await shelf();
    put('music/b.flac');
    put('music/a.wav');
    put('music/notes.txt');
    mkdirSync(path.join(folder, 'empty'));
    const paths = [path.join(folder, 'music'), path.join(folder, 'empty')];
    const report = await studio.imports.importFiles(paths, null);
    expect(studio.project.project.buffers.map(({ name }) => name)).toEqual(['a.wav', 'b.flac']);
    expect(report).toMatchObject({ value: { refusals: [{ code: 'folder-without-audio' }] } });
  });

  test('shows names with line breaks on one line', async () => {
    const { studio, put } = await shelf();
    await studio.imports.importFiles([put('two\nlines “quoted” 🎹.wav')], null);
    expect(studio.project.project.buffers[0]?.name).toBe('two lines “quoted” 🎹.wav');
  });

  test('of a file with more channels than its track keeps it in the Library and says so', async () => {
    const fake = await shelf();
    await fill(fake, projectOf([], { tracks: [track('a')] }));
    const report = await fake.studio.imports.importFiles([fake.put('wide.wav', { channels: 8 })], {
      trackId: 'a',
      startFrame: 0,
      rule: 'stack',
    });
    expect(report).toMatchObject({ value: { refusals: [{ code: 'channels-refused' }] } });
    expect(fake.studio.project.project.buffers).toHaveLength(3);
    expect(fake.studio.project.project.clips).toEqual([]);
  });
});

describe('One that cannot be placed', () => {
  test('for want of tracks is told, and the others are placed', async () => {
    const fake = await shelf();
    const tracks = Array.from({ length: 999 }, (_, index) => track(`t${index}`));
    await fill(fake, projectOf([], { tracks }));
    const paths = ['1.wav', '2.wav', '3.wav'].map((name) => fake.put(name));
    const report = await fake.studio.imports.importFiles(paths, atTheStart);
    expect(report).toMatchObject({
      value: { refusals: [{ name: '2.wav', code: 'edit-too-many' }, { name: '3.wav' }] },
    });
    expect(fake.studio.project.project.clips.map(({ name }) => name)).toEqual(['1.wav']);
    expect(fake.studio.project.project.buffers).toHaveLength(5);
  });

  test('beyond the end of time is told, and the others are placed', async () => {
    const { studio, put } = await shelf();
    const placement = { ...atTheStart, startFrame: 2 ** 43 - 500, rule: 'sequence' as const };
    const report = await studio.imports.importFiles([put('1.wav'), put('2.wav')], placement);
    expect(report).toMatchObject({ value: { refusals: [{ name: '2.wav' }] } });
    expect(studio.project.project.clips).toHaveLength(1);
  });

  test('because of a length that no sound has is told, and the others are imported', async () => {
    const { studio, put } = await shelf();
    const endless = put('endless.wav', { frames: 2 ** 60 });
    const report = await studio.imports.importFiles([endless, put('a.wav')], atTheStart);
    expect(report).toMatchObject({ value: { refusals: [{ name: 'endless.wav' }] } });
    expect(studio.project.project.buffers.map(({ name }) => name)).toEqual(['a.wav']);
  });

  test('of the demo is told, and the others are loaded', async () => {
    const { studio, put } = await shelf();
    const files = ['/nowhere/gone.wav', put('here.wav')].map((file) => ({
      path: file,
      startSeconds: [0, 1],
    }));
    const report = await studio.imports.importArranged(files, 'Load the demo');
    expect(report).toMatchObject({ ok: true, value: { refusals: [{ name: 'gone.wav' }] } });
    expect(studio.project.project).toMatchObject({ tracks: [{ name: 'here' }], clips: [{}, {}] });
  });
});

function withChannels(counts: { maxInputChannels?: number; maxOutputChannels?: number }) {
  return (native: FakeNative) => {
    const [device] = native.list.devices;
    native.list = { ...native.list, devices: [{ ...device!, ...counts }] };
  };
}

test('A file dropped below the tracks plays on a device with one output channel', async () => {
  const fake = await shelf(withChannels({ maxInputChannels: 1, maxOutputChannels: 1 }));
  await fake.studio.imports.importFiles([fake.put('voice.wav', { channels: 1 })], atTheStart);
  expect(fake.studio.project.project.tracks).toMatchObject([
    { outputChannels: [1], inputChannels: [1] },
  ]);
  await fake.settle();
  expect(await fake.studio.transport.play(null)).toMatchObject({ ok: true });
  expect(fake.native.stream.players).toHaveLength(1);
});

test('A file of one frame at a higher rate is one frame long, and is heard', async () => {
  const fake = await shelf();
  const { studio, put } = fake;
  const short = put('short.wav', { frames: 1, sampleRate: 192_000 });
  const sequence = { ...atTheStart, rule: 'sequence' as const };
  const report = await studio.imports.importFiles([put('a.wav'), short, put('b.wav')], sequence);
  expect(report).toMatchObject({ value: { refusals: [] } });
  const { clips } = studio.project.project;
  expect(clips.map(({ name }) => name)).toEqual(['a.wav', 'short.wav', 'b.wav']);
  expect(clips.map(({ startFrame }) => startFrame)).toEqual([0, 1_000, 1_001]);
  await fake.settle();
  await studio.transport.play(null);
  expect(fake.native.stream.players.map(({ totalFrames }) => totalFrames)).toEqual([
    1_000, 1, 1_000,
  ]);
});

test('One file without a frame does not keep the others from the timeline', async () => {
  const { studio, put } = await shelf();
  const nothing = put('nothing.wav', { frames: 0 });
  const sequence = { ...atTheStart, rule: 'sequence' as const };
  const report = await studio.imports.importFiles([put('a.wav'), nothing, put('b.wav')], sequence);
  expect(report).toMatchObject({
    value: { refusals: [{ name: 'nothing.wav', code: 'file-empty' }] },
  });
  expect(studio.project.project.clips.map(({ name }) => name)).toEqual(['a.wav', 'b.wav']);
});

test('A wide file gets a new track with its channels where the device has them', async () => {
  const fake = await shelf(withChannels({ maxOutputChannels: 64 }));
  await fake.studio.imports.importFiles([fake.put('wide.wav', { channels: 4 })], atTheStart);
  expect(fake.studio.project.project.tracks[0]?.outputChannels).toEqual([1, 2, 3, 4]);
});

describe('A sound', () => {
  test('whose file became shorter plays what is left, and nothing beyond it', async () => {
    const { studio, put, native, settle } = await shelf();
    const file = put('one.wav', { frames: 1_000 });
    await studio.imports.importFiles([file], atTheStart);
    await settle();
    native.files.set(file, { ...native.files.get(file)!, frames: 400 });
    studio.media.reopen(studio.project.project.buffers[0]?.id ?? '');
    await settle();
    await studio.transport.play(null);
    expect(native.stream.players.map(({ totalFrames }) => totalFrames)).toEqual([400]);
    await studio.transport.play(500);
    expect(native.stream.players).toHaveLength(1);
  });

  test('whose file is gone is told as missing and heard again when it is back', async () => {
    const { studio, put, native, settle } = await shelf();
    const file = put('one.wav');
    const known = native.files.get(file)!;
    await studio.imports.importFiles([file], null);
    await settle();
    const sourceId = studio.project.project.buffers[0]?.id ?? '';
    native.files.delete(file);
    studio.media.reopen(sourceId);
    await settle();
    expect(studio.media.statuses).toMatchObject([{ state: 'missing' }]);
    native.files.set(file, known);
    studio.media.reopen(sourceId);
    await settle();
    expect(studio.media.statuses).toMatchObject([{ state: 'ready' }]);
  });

  test('that is removed is closed, and opened again by undo', async () => {
    const { studio, put, settle } = await shelf();
    await studio.imports.importFiles([put('one.wav')], null);
    const [buffer] = studio.project.project.buffers;
    const edit = { kind: 'removeSources' as const, sourceIds: [buffer!.id] };
    studio.project.edit({ editId: null, label: 'Remove', mergeKey: null, edit });
    expect(studio.media.statuses).toEqual([]);
    studio.project.undo();
    await settle();
    expect(studio.media.statuses).toMatchObject([{ state: 'ready' }]);
  });
});
