/** What main's work costs in sessions of several sizes: it must not grow with the session. */
import { mkdtempSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { serialize } from 'node:v8';
import { loadNativeMixer } from '../../main/engine/native-library.ts';
import type { NativeMixer } from '../../main/engine/native-mixer.ts';
import { openStudio, type Studio, type StudioOptions } from '../../main/studio.ts';
import { newClip, newTrack } from '../../preload/builders.ts';
import type { Update } from '../../preload/contract.ts';
import type { Edit } from '../../preload/edits.ts';
import type { Clip, Track } from '../../preload/project.ts';
import { writeWav } from '../support/wav-file.ts';
import { type Bench, type Figure, figure, type Goal, median } from './figure.ts';

const addon = new URL('../../native/build/Release/rtmixer.node', import.meta.url).pathname;
const sampleRate = 48_000;
const rounds = 5;
const edits = 40;
/** Tracks and clips; the last has all its clips on one track. */
const sizes = [
  { tracks: 5, clips: 50 },
  { tracks: 100, clips: 2_000 },
  { tracks: 1_000, clips: 20_000 },
  { tracks: 1, clips: 10_000 },
];
/** Half of a sound, so that two clips of a track overlap at most. */
const clipFrames = sampleRate;
const activeClips = 2_000;

const atMost = (value: number): { readonly goal: Goal } => ({ goal: { bound: 'at most', value } });

export const sessionSize: Bench = {
  name: 'session-size',
  how: `The services of main with the native mixer on the virtual device, in Node, without a window:
sessions of ${sizes.map(({ tracks, clips }) => `${tracks}/${clips}`).join(', ')} tracks/clips. One edit: a clip
is moved by one frame, ${edits} times; while stopped its synchronous part, while playing all that the event loop
works in the 15 ms after it, beyond what it works without an edit. Move all: every clip
by one frame, and its undo. Play: from the call to the first action's frame in the stream. Updates: bytes a second
of what is sent to the window, with ${activeClips} clips sounding. Saving: from a moved clip to its line in
edits.ndjson, and the bytes written beside the edit's own. Opening: what main's event loop works until the session
is open. ${rounds} rounds; wall time where nothing else is said.`,
  limitSeconds: 400,
  async measure() {
    const figures: Figure[] = [];
    const native = loadNativeMixer(addon);
    for (const size of sizes) figures.push(...(await measureSize(native, size)));
    figures.push(...(await measureUpdates(native)));
    return figures;
  },
};

interface SentBytes {
  sent: number;
}

interface MeasuredSession extends AsyncDisposable {
  readonly studio: Studio;
  readonly bytes: SentBytes;
}

function optionsIn(userDataFolder: string, native: NativeMixer): StudioOptions {
  return {
    userDataFolder,
    native,
    arguments: { hostApi: 'Virtual', device: null, virtual: {} },
    send: () => true,
    enumerateInSubprocess: null,
    mayUseInput: async () => true,
  };
}

async function openSession(
  native: NativeMixer,
  { tracks: trackCount, clips: clipCount }: { tracks: number; clips: number },
  lengthFrames: number,
  stepFrames = lengthFrames,
): Promise<MeasuredSession> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'session-size-'));
  const file = path.join(folder, 'sound.wav');
  const samples = new Float32Array(2 * lengthFrames).fill(1 / 4_096);
  writeWav(file, samples, { sampleRate, channels: 2 });
  const bytes: SentBytes = { sent: 0 };
  const studio: Studio = await openStudio({
    ...optionsIn(folder, native),
    send: (update) => {
      bytes.sent += sizeOf(update);
      setImmediate(() => studio.updates.acknowledge(update.sequence));
      return true;
    },
  });
  await studio.begin();
  const placement = { trackId: null, startFrame: 0, rule: 'stack' as const };
  const imported = await studio.imports.importFiles([file], placement);
  if (!imported.ok) throw new Error(imported.message);
  const [source] = studio.project.project.buffers;
  if (source === undefined) throw new Error('The sound was not imported.');
  apply(studio, {
    kind: 'removeTracks',
    trackIds: studio.project.project.tracks.map(({ id }) => id),
  });
  const stereo = { inputChannels: 2, outputChannels: 2 };
  const tracks: Track[] = [];
  for (let index = 0; index < trackCount; index++) {
    tracks.push(newTrack(tracks, `track-${index}`, stereo));
  }
  const clips: Clip[] = [];
  for (let index = 0; index < clipCount; index++) {
    const track = tracks[index % trackCount] as Track;
    const startFrame = Math.floor(index / trackCount) * stepFrames;
    const clip = newClip(source, `clip-${index}`, track.id, startFrame);
    if (clip !== null) clips.push(clip);
  }
  apply(studio, { kind: 'insertTracks', tracks: tracks.map((track, index) => ({ index, track })) });
  apply(studio, { kind: 'insertClips', clips });
  return { studio, bytes, [Symbol.asyncDispose]: () => studio.close() };
}

function sizeOf(update: Update): number {
  return serialize(update).length;
}

function apply(studio: Studio, edit: Edit): void {
  const applied = studio.project.editOwn('bench', edit);
  if (!applied.ok) throw new Error(applied.message);
}

function moved(
  { id, startFrame }: Clip,
  by: number,
): {
  readonly clipId: string;
  readonly patch: { readonly startFrame: number };
} {
  return { clipId: id, patch: { startFrame: startFrame + by } };
}

async function measureSize(
  native: NativeMixer,
  size: { tracks: number; clips: number },
): Promise<Figure[]> {
  const stopped: number[] = [];
  const playing: number[] = [];
  const moveAll: number[] = [];
  const undoAll: number[] = [];
  const play: number[] = [];
  const written: number[] = [];
  const bytesBeside: number[] = [];
  await using opened = await openSession(native, size, clipFrames);
  const { studio } = opened;
  await studio.save();
  for (let round = -1; round < rounds; round++) {
    const isCounted = round >= 0;
    const one = editsStopped(studio);
    const all = moveEverything(studio);
    const began = await playToFirstAction(studio);
    const edit = await editsPlaying(studio);
    studio.transport.stop();
    await sleep(300);
    const saved = await savedEdit(studio);
    if (!isCounted) continue;
    written.push(saved.milliseconds);
    bytesBeside.push(saved.bytes);
    stopped.push(one);
    moveAll.push(all.move);
    undoAll.push(all.undo);
    play.push(began);
    playing.push(edit);
  }
  const opening = await openings(native, studio);
  const named = (what: string) => `${what}, ${size.tracks}/${size.clips}`;
  return [
    figure(named('one edit, stopped'), stopped, 'ms', atMost(0.2)),
    figure(named('one edit, playing'), playing, 'ms', atMost(1)),
    figure(named('move all'), moveAll, 'ms', atMost(100)),
    figure(named('undo of move all'), undoAll, 'ms', atMost(100)),
    figure(named('Play to first action'), play, 'ms', atMost(120)),
    figure(named('one edit, until written'), written, 'ms', atMost(100)),
    figure(named('one edit, written beside it'), bytesBeside, 'bytes', atMost(1_024)),
    figure(named('opening, in main'), opening, 'ms', atMost(1_000)),
  ];
}

function clipInTheMiddle(studio: Studio): Clip {
  const { clips } = studio.project.project;
  return clips[Math.floor(clips.length / 2)] as Clip;
}

function editsStopped(studio: Studio): number {
  const begin = performance.now();
  for (let count = 0; count < edits; count++) {
    apply(studio, { kind: 'patchClips', patches: [moved(clipInTheMiddle(studio), 1)] });
  }
  return (performance.now() - begin) / edits;
}

function moveEverything(studio: Studio): { move: number; undo: number } {
  const { clips } = studio.project.project;
  const begin = performance.now();
  apply(studio, { kind: 'shiftClips', clipIds: clips.map(({ id }) => id), frames: 1 });
  const movedAt = performance.now();
  studio.project.undo();
  return { move: movedAt - begin, undo: performance.now() - movedAt };
}

async function savedEdit(studio: Studio): Promise<{ milliseconds: number; bytes: number }> {
  await studio.save();
  const size = () => statSync(studio.folder.editsFile).size;
  const before = size();
  const edit: Edit = { kind: 'patchClips', patches: [moved(clipInTheMiddle(studio), 1)] };
  const begin = performance.now();
  apply(studio, edit);
  while (size() === before) await sleep(1);
  const milliseconds = performance.now() - begin;
  return { milliseconds, bytes: size() - before - JSON.stringify(edit).length };
}

/** The session is closed, then opened again and again. */
async function openings(native: NativeMixer, studio: Studio): Promise<number[]> {
  const userDataFolder = path.dirname(studio.folder.root);
  await studio.close();
  const worked: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = performance.eventLoopUtilization();
    const again = await openStudio(optionsIn(userDataFolder, native));
    worked.push(performance.eventLoopUtilization(before).active);
    await again.close();
  }
  return worked;
}

async function playToFirstAction(studio: Studio): Promise<number> {
  const begin = performance.now();
  const played = await studio.transport.play(0);
  if (!played.ok) throw new Error(played.message);
  const { stream } = studio.engine;
  const { originFrame } = studio.transport.status;
  while (stream !== null && originFrame !== null && stream.frame < originFrame) await sleep(1);
  return performance.now() - begin;
}

/** Milliseconds in which the event loop works after an edit, beyond those without one; the writing of
 * the session file, which follows some edits only, is outside the median. */
async function editsPlaying(studio: Studio): Promise<number> {
  const idle: number[] = [];
  const edited: number[] = [];
  for (let count = 0; count < edits; count++) {
    idle.push(await active(() => {}));
    edited.push(
      await active(() => {
        apply(studio, { kind: 'patchClips', patches: [moved(clipInTheMiddle(studio), 1)] });
      }),
    );
  }
  return Math.max(0, median(edited) - median(idle));
}

async function active(work: () => void): Promise<number> {
  const before = performance.eventLoopUtilization();
  work();
  await sleep(15);
  return performance.eventLoopUtilization(before).active;
}

async function measureUpdates(native: NativeMixer): Promise<Figure[]> {
  const seconds = 30;
  await using opened = await openSession(
    native,
    { tracks: activeClips / 2, clips: activeClips },
    seconds * sampleRate,
    1,
  );
  const { studio, bytes } = opened;
  const played = await studio.transport.play(0);
  if (!played.ok) throw new Error(played.message);
  await sleep(1_500);
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = bytes.sent;
    const begin = performance.now();
    await sleep(1_000);
    rates.push((bytes.sent - before) / 1e3 / (performance.now() - begin));
  }
  return [
    figure(`updates with ${activeClips} clips sounding`, rates, 'MB/s', {
      goal: { bound: 'at most', value: 0.1 },
    }),
  ];
}
