/** Clips of every shape, planned and rendered by the application, beside a model written from the formulas. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type * as NativeLibrary from '../../../main/engine/native-library.ts';
import { loadNativeMixer } from '../../../main/engine/native-library.ts';
import { offlineRun } from '../../../main/headless/offline-native.ts';
import { sourceFrameAt } from '../../../preload/clip-cuts.ts';
import type { Edit } from '../../../preload/edits.ts';
import {
  CLIP_PROPERTIES,
  type Clip,
  type ClipFade,
  type ClipPatch,
  FADE_CURVES,
  type Project,
  projectEndFrame,
  TRACK_PROPERTIES,
  type Track,
  trackIsSilent,
} from '../../../preload/project.ts';
import { gainFromDecibels } from '../../../preload/units.ts';
import { balanceOf, placeOf } from '../../native/library/reference/reference-curves.ts';
import { lineLevelAt } from '../../native/library/reference/reference-gain-line.ts';
import { levelOf } from '../../native/library/reference/reference-voice.ts';
import {
  beforeTrackChange,
  changedClipValue,
  changedTrackValue,
  UNCHANGED,
} from '../../support/changed-parts.ts';
import { clip, fakeStudio, projectOf, temporaryFolder, track } from '../../support/fake-studio.ts';
import { readWav, writeWav } from '../../support/wav-file.ts';

const rendered = vi.hoisted(() => ({ samples: new Float32Array() }));

vi.mock('../../../main/engine/native-library.ts', async (original) => {
  const actual = await original<typeof NativeLibrary>();
  return {
    ...actual,
    openOfflineMixer: (...given: Parameters<typeof actual.openOfflineMixer>) => {
      const mixer = actual.openOfflineMixer(...given);
      const render = mixer.render.bind(mixer);
      return Object.assign(mixer, {
        render: (frames: number) => {
          rendered.samples = render(frames) as Float32Array<ArrayBuffer>;
          return rendered.samples;
        },
      });
    },
  };
});

const ADDON = path.resolve('native/build/Release/rtmixer.node');
const FRAMES = 3_000;
const LENGTH = 4_000;
const OUTPUTS = 2;

/** Of sound `tone` (two channels) and `voice` (one): noise that is the same in every run. */
function noise(channels: number): Float32Array {
  let state = 12_345 + channels;
  return Float32Array.from({ length: FRAMES * channels }, () => {
    state = (1_103_515_245 * state + 12_345) % 2 ** 31;
    return state / 2 ** 30 - 1;
  });
}
const SOUNDS = { tone: noise(2), voice: noise(1) };

function fadeLevel({ frames, curve }: ClipFade, position: number): number {
  return position < frames ? levelOf(curve, position / frames) : 1;
}

/** The sum of what a pan places, beside those of the outputs. */
const PLACED = 3;
const SUMS = 3;

function isPanned({ tracks }: Project, { trackId, matrix }: Clip): boolean {
  return matrix === null && (tracks.find(({ id }) => id === trackId)?.pan ?? null) !== null;
}

/** What each channel of a clip's sound plays on, with gain. */
function waysOf(project: Project, each: Clip) {
  const on = project.tracks.find(({ id }) => id === each.trackId);
  const width = each.sourceId === 'tone' ? 2 : 1;
  const own = each.matrix?.filter(({ from }) => from <= width);
  // A panned bus places one channel, and balances two.
  if (own === undefined && isPanned(project, each)) {
    return width === 1
      ? [{ from: 1, to: PLACED, gain: 1 }]
      : [1, 2].map((channel) => ({ from: channel, to: channel, gain: 1 }));
  }
  if (own !== undefined) {
    return own.map(({ from, to, gainDb }) => ({ from, to, gain: gainFromDecibels(gainDb) }));
  }
  const outputs = each.channels ?? on?.outputChannels ?? [];
  if (width === 1) return outputs.map((to) => ({ from: 1, to, gain: 1 }));
  return outputs.slice(0, 2).map((to, k) => ({ from: k + 1, to, gain: 1 }));
}

/** Adds the frames of a clip to the sums of its bus, each product rounded as the mixer has it. */
function addClip(sums: Float32Array, project: Project, each: Clip): void {
  const samples = SOUNDS[each.sourceId as 'tone' | 'voice'];
  const width = samples.length / FRAMES;
  const gain = gainFromDecibels(each.gainDb);
  const line = each.gainLine.map(({ frame, gainDb }) => ({ frame, decibels: gainDb }));
  for (let position = 0; position < each.lengthFrames; position += 1) {
    const place = sourceFrameAt(each, position);
    if (place >= FRAMES) return;
    const level = [
      fadeLevel(each.fadeIn, position),
      fadeLevel(each.fadeOut, each.lengthFrames - position),
      line.length === 0 ? 1 : lineLevelAt(line, position),
    ].reduce((product, factor) => Math.fround(product * Math.fround(factor)), Math.fround(gain));
    for (const { from, to, gain: way } of waysOf(project, each)) {
      const at = (each.startFrame + position) * SUMS + to - 1;
      const factor = Math.fround(level * Math.fround(way));
      sums[at] = (sums[at] ?? 0) + Math.fround(factor * (samples[place * width + from - 1] ?? 0));
    }
  }
}

/** The timeline as it has to sound from frame 0 on: each bus sums its clips in the order of their starts, and the
 * buses are added in the order of their tracks, what is not panned first. */
function modelOf(project: Project): Float32Array {
  const outputs = new Float32Array(2 * LENGTH * OUTPUTS);
  const audible = project.clips
    .filter(({ muted }) => !muted)
    .toSorted((one, other) => one.startFrame - other.startFrame);
  for (const on of project.tracks) {
    const clips = audible.filter(({ trackId }) => trackId === on.id);
    for (const panned of [false, true]) {
      const sums = new Float32Array(2 * LENGTH * SUMS);
      const heard = trackIsSilent(project, on) ? [] : clips;
      for (const each of heard)
        if (isPanned(project, each) === panned) addClip(sums, project, each);
      addBus(outputs, sums, on, panned);
    }
  }
  const master = Math.fround(gainFromDecibels(project.master.gainDb));
  return outputs.map((sample) => Math.fround(sample * master));
}

function addBus(
  outputs: Float32Array,
  sums: Float32Array,
  { gainDb, pan }: Track,
  panned: boolean,
): void {
  const gain = Math.fround(gainFromDecibels(gainDb));
  const at = Math.fround(pan ?? 0);
  const balance = balanceOf(at).map((factor) => Math.fround(gain * factor));
  const place = placeOf(at).map((factor) => Math.fround(gain * factor));
  for (let frame = 0; frame < sums.length / SUMS; frame += 1) {
    for (let output = 0; output < OUTPUTS; output += 1) {
      const own = sums[frame * SUMS + output] ?? 0;
      const placed = sums[frame * SUMS + PLACED - 1] ?? 0;
      const sample = panned
        ? Math.fround(own * (balance[output] ?? 0)) + Math.fround(placed * (place[output] ?? 0))
        : own * gain;
      outputs[frame * OUTPUTS + output] =
        (outputs[frame * OUTPUTS + output] ?? 0) + Math.fround(sample);
    }
  }
}

const fade = fc.record({ frames: fc.nat(400), curve: fc.constantFrom(...FADE_CURVES) });
const someClip = fc
  .record({
    sourceId: fc.constantFrom('tone', 'voice'),
    trackId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    startFrame: fc.nat(1_500),
    offsetFrames: fc.nat(1_200),
    lengthFrames: fc.integer({ min: 400, max: 2_400 }),
    gainDb: fc.integer({ min: -20, max: 6 }),
    muted: fc.constantFrom(false, false, false, true),
    fadeIn: fade,
    fadeOut: fade,
    gainLine: fc
      .uniqueArray(fc.nat(400), { maxLength: 4 })
      .chain((frames) =>
        fc.tuple(
          ...frames
            .sort((one, other) => one - other)
            .map((frame) =>
              fc
                .integer({ min: -95, max: 6 })
                .map((gainDb) => ({ frame, gainDb: Math.max(-90, gainDb) })),
            ),
        ),
      ),
    round: fc.option(fc.integer({ min: 20, max: 700 }), { freq: 1 }),
    matrix: fc.option(
      fc.constant([
        { from: 1, to: 2, gainDb: -3 },
        { from: 2, to: 1, gainDb: -6 },
      ]),
      { freq: 1 },
    ),
  })
  .map(
    ({ round, ...values }): Partial<Clip> => ({
      ...values,
      loop: round === null ? null : { startFrame: values.offsetFrames, lengthFrames: round },
    }),
  );

function projectWith(values: readonly Partial<Clip>[], folder: string, isSoloed: boolean): Project {
  const project = projectOf(
    values.map((each, k) => clip(`clip ${k}`, each)),
    {
      tracks: [
        track('a', { gainDb: -2 }),
        track('b', { gainDb: -5, pan: -0.3, soloed: true }),
        track('c', { soloSafe: true, pan: 0.6 }),
        ...[track('d', { muted: true, soloed: true }), track('e')],
      ].map((each) => ({ ...each, soloed: isSoloed && each.soloed })),
      master: { gainDb: -1 },
    },
  );
  return withSoundsIn(project, folder);
}

function withSoundsIn(project: Project, folder: string): Project {
  const buffers = project.buffers.map((buffer) => ({
    ...buffer,
    frames: FRAMES,
    path: path.join(folder, `${buffer.id}.wav`),
  }));
  return { ...project, buffers };
}

/** A folder with files of these sounds. */
function folderOf(sounds: Readonly<Record<string, Float32Array>>): string {
  const folder = temporaryFolder();
  for (const [id, samples] of Object.entries(sounds)) {
    writeWav(path.join(folder, `${id}.wav`), samples, {
      channels: samples.length / FRAMES,
      sampleRate: 48_000,
    });
  }
  return folder;
}

/** A studio with these clips whose sounds are open.
 * @param memory megabytes for them; 0 = all play from the disk */
async function rendering(project: Project, memory = 64) {
  const offline = offlineRun(loadNativeMixer(ADDON));
  const { studio } = await fakeStudio({
    native: offline.native,
    arguments: { hostApi: 'Virtual', device: null, virtual: {} },
  });
  studio.settings.change({ soundMemoryMegabytes: memory });
  const { buffers, tracks, trackGroups, clips, master } = project;
  const inserted = studio.project.applyOwn({
    kind: 'batch',
    edits: [
      { kind: 'insertBuffers', buffers },
      { kind: 'insertTrackGroups', groups: trackGroups },
      { kind: 'insertTracks', tracks: tracks.map((each, index) => ({ index, track: each })) },
      { kind: 'insertClips', clips },
      { kind: 'patchProject', patch: { master } },
    ],
  });
  expect(inserted).toMatchObject({ ok: true });
  await expect
    .poll(() => {
      studio.media.poll();
      return studio.media.statuses.map(({ state }) => state);
    })
    .toEqual(['ready', 'ready']);
  /** From a frame of the timeline, until its last clip or the range has ended. */
  const heardFrom = async (
    fromFrame: number,
    toFrame: number | null = null,
  ): Promise<Float32Array> => {
    const played = await studio.transport.play(fromFrame, toFrame);
    expect(played.ok ? '' : played.message).toBe('');
    const begun = (studio.transport.status.originFrame ?? 0) + fromFrame;
    const heard: number[] = [];
    while (studio.transport.isPlaying) {
      await new Promise((resolve) => setImmediate(resolve));
      if (studio.transport.isHandingOver) continue;
      const first = studio.engine.stream?.frame ?? 0;
      offline.render(512);
      for (const [at, sample] of rendered.samples.entries()) {
        if (first + Math.floor(at / OUTPUTS) >= begun) heard.push(sample);
      }
      studio.transport.tick();
    }
    return Float32Array.from(heard);
  };
  return { studio, heardFrom, render: offline.render };
}

test('Clips of every shape are heard to the bit as the formulas have them, from any frame on', async () => {
  const folder = folderOf(SOUNDS);
  const cases = fc.sample(fc.array(someClip, { minLength: 3, maxLength: 6 }), {
    seed: 3,
    numRuns: 4,
  });
  for (const [number, values] of cases.entries()) {
    const project = projectWith(values, folder, number % 2 === 1);
    const { heardFrom } = await rendering(project);
    const model = modelOf(project);
    const end = projectEndFrame(project);
    const third = Math.floor(end / 3);
    const ranges = [[0], [Math.floor(end / 2)], [third, Math.floor(end / 2)]] as const;
    for (const [from, to] of ranges) {
      const heard = await heardFrom(from, to);
      const expected = model.subarray(from * OUTPUTS, to === undefined ? undefined : to * OUTPUTS);
      const wrong = heard.findIndex((sample, at) => sample !== (expected[at] ?? 0));
      expect({ from, to, wrong, heard: heard[wrong], expected: expected[wrong] }).toEqual({
        from,
        to,
        wrong: -1,
        heard: undefined,
        expected: undefined,
      });
    }
  }
});

test('An exported part of the timeline has the bits that are heard there, from memory and from the disk', async () => {
  const folder = folderOf(SOUNDS);
  const values = fc.sample(fc.array(someClip, { minLength: 6, maxLength: 6 }), {
    seed: 5,
    numRuns: 1,
  });
  const project = projectWith(values[0] ?? [], folder, true);
  const { studio, heardFrom } = await rendering(project);
  const [fromFrame, toFrame] = [700, 3_100];
  const heard = await heardFrom(fromFrame);
  const frames = toFrame - fromFrame;
  const expected = new Float32Array(frames * OUTPUTS);
  expected.set(heard.subarray(0, expected.length));
  const range = { fromFrame, toFrame, trackIds: null, clipIds: null };
  const streamed = await rendering(project, 0);
  expect(streamed.studio.media.isStreamed('tone')).toBe(true);
  for (const [name, { exports }] of Object.entries({ studio, streamed: streamed.studio })) {
    const file = path.join(folder, `${name} export.wav`);
    const written = await exports.write({ range, format: 'wav-float32', file });
    expect(written).toEqual({ ok: true, value: { path: file, missingClips: 0 } });
    expect(readdirSync(folder).filter((each) => each.endsWith('.part'))).toEqual([]);
    const { samples, ...shape } = readWav(file);
    expect(shape).toMatchObject({ channels: OUTPUTS, sampleRate: 48_000, frames });
    expect(samples.findIndex((sample, at) => sample !== expected[at])).toBe(-1);
  }
});

/** Plays a level of 0.5 for 40,000 frames from the disk, which an edit reaches later. */
async function playingFromDisk() {
  const folder = folderOf({ tone: wave(2), voice: new Float32Array(FRAMES).fill(0.5) });
  const values = { sourceId: 'voice', trackId: 'a', startFrame: 0, offsetFrames: 0 };
  const loop = { startFrame: 0, lengthFrames: FRAMES };
  const one = clip('one', { ...values, lengthFrames: 40_000, loop });
  const project = projectOf([one], { tracks: [track('a')] });
  const { studio, render } = await rendering(withSoundsIn(project, folder), 0);
  expect(await studio.transport.play(0)).toMatchObject({ ok: true });
  /** Until the action that takes the clip's place waits beside the one that sounds. */
  const change = async (patch: ClipPatch) => {
    const edit = { kind: 'patchClips', patches: [{ clipId: 'one', patch }] } as const;
    const edited = studio.project.edit({ editId: null, label: 'Edit', mergeKey: null, edit });
    expect(edited).toMatchObject({ ok: true });
    await expect
      .poll(() => [studio.transport.isHandingOver, studio.actionLog.liveCount > 1])
      .toEqual([false, true]);
  };
  return { studio, render, change };
}

test('A sound from the disk is heard without a gap while an edit is on its way to it', async () => {
  const { studio, render, change } = await playingFromDisk();
  const origin = studio.transport.status.originFrame ?? 0;
  const heard: number[] = [];
  const renderTo = (frame: number) => {
    for (let at = heard.length / OUTPUTS; at < origin + frame; at += 64) {
      expect(render(64)).toBe(true);
      heard.push(...rendered.samples);
    }
  };
  renderTo(4_096);
  await change({ fadeOut: { frames: 4_000, curve: 'linear' } });
  renderTo(20_000);
  await change({ fadeIn: { frames: 2, curve: 'linear' } });
  renderTo(40_000);
  const level = (frame: number) => heard[(origin + frame) * OUTPUTS] ?? 0;
  const all = Array.from({ length: 35_000 }, (_, frame) => Math.abs(level(frame + 500) - 0.5));
  expect(Math.max(...all)).toBeLessThan(0.01);
  expect(level(38_000)).toBeCloseTo(0.25, 2);
});

test('A clip that is deleted while an edit is on its way to its sound on the disk is silent at once', async () => {
  const { studio, render, change } = await playingFromDisk();
  for (let block = 0; block < 120; block += 1) expect(render(64)).toBe(true);
  expect(Math.max(...rendered.samples)).toBeCloseTo(0.5, 2);
  await change({ fadeIn: { frames: 2, curve: 'linear' } });
  const edit = { kind: 'removeClips', clipIds: ['one'] } as const;
  studio.project.edit({ editId: null, label: 'Delete', mergeKey: null, edit });
  await expect.poll(() => studio.transport.isHandingOver).toBe(false);
  for (let block = 0; block < 10; block += 1) expect(render(64)).toBe(true);
  expect(Math.max(...rendered.samples)).toBe(0);
});

/** Frames of one wave of the sounds, which the changed loop repeats without a step. */
const WAVE_FRAMES = 300;
const EDITED_AT = 384;
/** What two clips of the waves go from frame to frame, and a share for what fades. */
const LARGEST_STEP = ((2 * Math.PI) / WAVE_FRAMES) * 1.5;

function wave(channels: number): Float32Array {
  return Float32Array.from({ length: FRAMES * channels }, (_, at) => {
    const phase = (2 * Math.PI * Math.floor(at / channels)) / WAVE_FRAMES;
    return 0.5 * (channels === 1 ? Math.cos(phase) : Math.sin(phase));
  });
}

/** Between neighbouring frames of the same output. */
function largestStep(heard: readonly number[], fromFrame: number, toFrame: number): number {
  let largest = 0;
  for (let at = (fromFrame + 1) * OUTPUTS; at < toFrame * OUTPUTS; at += 1) {
    largest = Math.max(largest, Math.abs((heard[at] ?? 0) - (heard[at - OUTPUTS] ?? 0)));
  }
  return largest;
}

const editsOfClip = (Object.keys(CLIP_PROPERTIES) as (keyof Clip)[])
  .filter((name) => CLIP_PROPERTIES[name].isPatched && CLIP_PROPERTIES[name].heard === 'again')
  .map((name): readonly [string, Edit, Project] => {
    const patches = [{ clipId: 'one', patch: changedClipValue(name) }];
    return [`${name} of a clip`, { kind: 'patchClips', patches }, UNCHANGED];
  });
const editsOfTrack = (Object.keys(TRACK_PROPERTIES) as (keyof Track)[])
  .filter((name) => TRACK_PROPERTIES[name].isPatched && TRACK_PROPERTIES[name].heard === 'again')
  .map((name): readonly [string, Edit, Project] => {
    const patch = changedTrackValue(name);
    const edit = { kind: 'patchTrack', trackId: 'a', patch } as const;
    return [`${name} of a track`, edit, beforeTrackChange(name)];
  });

test('No edit in the middle of a sound clicks', async () => {
  const folder = folderOf({ tone: wave(2), voice: wave(1) });
  const clicks: string[] = [];
  for (const [what, edit, before] of [...editsOfClip, ...editsOfTrack]) {
    const { studio, render } = await rendering(withSoundsIn(before, folder));
    expect(await studio.transport.play(0)).toMatchObject({ ok: true });
    const origin = studio.transport.status.originFrame ?? 0;
    const heard: number[] = [];
    const renderTo = (frame: number) => {
      for (let at = heard.length / OUTPUTS; at < origin + frame; at += 64) {
        render(64);
        heard.push(...rendered.samples);
      }
    };
    renderTo(EDITED_AT);
    const edited = studio.project.edit({ editId: null, label: 'Edit', mergeKey: null, edit });
    expect(edited).toMatchObject({ ok: true });
    for (let turn = 0; turn < 5 || studio.transport.isHandingOver; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    renderTo(880);
    const step = largestStep(heard, origin + 10, origin + 880);
    if (step > LARGEST_STEP) clicks.push(`${what}: ${step}`);
  }
  expect(clicks).toEqual([]);
});

/** What belongs to the bus of a track, or to the master. */
const CHANGES_OF_BUSES: Readonly<Record<string, Edit>> = {
  gain: { kind: 'patchTrack', trackId: 'a', patch: { gainDb: -6 } },
  mute: { kind: 'patchTrack', trackId: 'a', patch: { muted: true } },
  pan: { kind: 'patchTrack', trackId: 'b', patch: { pan: -0.8 } },
  solo: { kind: 'patchTrack', trackId: 'b', patch: { soloed: true } },
  'solo of a track without clips': { kind: 'patchTrack', trackId: 'c', patch: { soloed: true } },
  master: { kind: 'patchProject', patch: { master: { gainDb: -6 } } },
};

test('Gain, pan, mute and solo of a track, and the master, are heard in the next block, without a click, and no action changes', async () => {
  const folder = folderOf({ tone: wave(2), voice: wave(1) });
  const project = projectOf(
    [clip('one', { lengthFrames: 2_500 }), clip('two', { sourceId: 'voice', trackId: 'b' })],
    { tracks: [track('a'), track('b', { pan: 0.2 }), track('c')] },
  );
  const { studio, render } = await rendering(withSoundsIn(project, folder));
  const playedWith = async (edit: Edit | null) => {
    expect(await studio.transport.play(0)).toMatchObject({ ok: true });
    const origin = studio.transport.status.originFrame ?? 0;
    const heard: number[] = [];
    const renderTo = (frame: number) => {
      while ((studio.engine.stream?.frame ?? 0) < origin + frame) {
        const before = studio.engine.stream?.frame ?? 0;
        render(64);
        const from = Math.max(0, origin - before) * OUTPUTS;
        heard.push(...rendered.samples.subarray(from));
      }
    };
    renderTo(EDITED_AT);
    const editedAt = heard.length / OUTPUTS;
    const ids = () => studio.actionLog.live().activeActions.map(({ id }) => id);
    const before = ids();
    if (edit !== null) studio.project.edit({ editId: null, label: '', mergeKey: null, edit });
    await new Promise((resolve) => setImmediate(resolve));
    expect(ids()).toEqual(before);
    renderTo(EDITED_AT + 576);
    studio.transport.stop();
    render(1_024);
    studio.transport.tick();
    if (edit !== null) expect(studio.project.undo()).toMatchObject({ ok: true });
    return { heard: heard.slice(0, (EDITED_AT + 512) * OUTPUTS), editedAt };
  };
  const { heard: unchanged } = await playedWith(null);
  for (const [what, edit] of Object.entries(CHANGES_OF_BUSES)) {
    const { heard, editedAt } = await playedWith(edit);
    const first = heard.findIndex((sample, at) => sample !== unchanged[at]);
    const firstFrame = Math.floor(first / OUTPUTS);
    expect({ what, isLate: firstFrame < editedAt || firstFrame > editedAt + 64 }).toEqual({
      what,
      isLate: false,
    });
    expect(largestStep(heard, 10, EDITED_AT + 500), what).toBeLessThan(LARGEST_STEP);
  }
});

test('A clip that its track, another solo or the master silences while it plays is told muted where its samples are 0', async () => {
  const folder = folderOf({ tone: new Float32Array(2 * FRAMES).fill(0.5), voice: wave(1) });
  const project = projectOf([clip('one', { lengthFrames: 2_500 })], {
    tracks: [track('a'), track('b')],
  });
  const { studio, render } = await rendering(withSoundsIn(project, folder));
  for (const edit of [
    { kind: 'patchTrack', trackId: 'a', patch: { muted: true } },
    { kind: 'patchTrack', trackId: 'b', patch: { soloed: true } },
    { kind: 'patchTrack', trackId: 'a', patch: { gainDb: -60 } },
    { kind: 'patchProject', patch: { master: { gainDb: -60 } } },
  ] satisfies Edit[]) {
    expect(await studio.transport.play(0)).toMatchObject({ ok: true });
    const origin = studio.transport.status.originFrame ?? 0;
    const silent: number[] = [];
    const renderTo = async (frame: number) => {
      while ((studio.engine.stream?.frame ?? 0) < origin + frame) {
        const first = studio.engine.stream?.frame ?? 0;
        render(64);
        for (let at = 0; at < 64; at += 1) {
          const isInClip = first + at >= origin && first + at < origin + 2_500;
          if (isInClip && rendered.samples[at * OUTPUTS] === 0) silent.push(first + at);
        }
        studio.transport.tick();
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await renderTo(300);
    studio.project.edit({ editId: null, label: '', mergeKey: null, edit });
    await renderTo(1_400);
    expect(studio.project.undo()).toMatchObject({ ok: true });
    await renderTo(2_600);
    const silences = studio.actionLog
      .newest(100)
      .findLast(({ clipId }) => clipId === 'one')
      ?.silences.map(({ fromFrame, toFrame }) => [fromFrame, toFrame]);
    expect(silences).toEqual([[silent[0], (silent.at(-1) ?? 0) + 1]]);
    expect(silent.length).toBeGreaterThan(500);
  }
});
