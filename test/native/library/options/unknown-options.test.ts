/** Options that do not exist are refused, wherever they are given. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import {
  checkInputSettings,
  checkOutputSettings,
  convertFile,
  decodeFile,
  defaults,
  type GainLinePoint,
  Mixer,
  OfflineMixer,
  openMedia,
  PlaybackStream,
  probeFile,
  RecordingStream,
  RingBuffer,
  randomLosses,
  recoverTake,
  SampleBuffer,
  TakeWriter,
} from '../../../../native/index.ts';
import { writeWav } from '../../../support/wav-file.ts';
import { codeThrownBy } from '../../support/streams.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'rtmixer-options-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => defaults.reset());

const anything = <T>(value: unknown) => value as T;
const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [1, 1], buses: ['voice'] });
const samples = SampleBuffer.create({ channels: 1, frames: 4, sampleRate: 48_000 });
const ring = new RingBuffer(4, 64);
const tone = mixer.playBuffer(samples, { start: { frame: 1e6 } });
const startFrame = Float64Array.of(1e6);

/** A call for each place where options are given, and an option that is misspelt there. */
const calls: [place: string, misspelt: string, meant: string, (options: never) => unknown][] = [
  ['playBuffer', 'gian', 'gain', (o) => mixer.playBuffer(samples, o)],
  ['playBuffer', 'fade_in', 'fadeIn', (o) => mixer.playBuffer(samples, o)],
  ['playRingBuffer', 'onstarve', 'onStarve', (o) => mixer.playRingBuffer(ring, o)],
  ['recordBuffer', 'lenght', 'length', (o) => mixer.recordBuffer(samples, o)],
  ['recordBuffer', 'onloss', 'onLoss', (o) => mixer.recordBuffer(samples, o)],
  ['recordRingBuffer', 'allow_belated', 'allowBelated', (o) => mixer.recordRingBuffer(ring, o)],
  ['cancel', 'chian', 'chain', (o) => mixer.cancel(tone, o)],
  ['setGain', 'times', 'time', (o) => mixer.setGain(tone, 0.5, o)],
  ['setLoop', 'tme', 'time', (o) => mixer.setLoop(tone, null, o)],
  ['setBus', 'mute', 'muted', (o) => mixer.setBus('voice', o)],
  ['a bus', 'solo', 'soloed', (o) => mixer.bus('voice').set(o)],
  ['a new bus', 'solo_safe', 'soloSafe', (o) => mixer.addBus(o)],
  ['fetchAndResetStats', 'tiem', 'time', (o) => mixer.fetchAndResetStats(o)],
  ['random losses', 'sed', 'seed', (o) => randomLosses(o)],
  ['a group', 'orgin', 'origin', (o) => mixer.schedule([], o)],
  [
    'a request',
    'Gain',
    'gain',
    (o) => mixer.schedule([{ type: 'playBuffer', samples, ...anything<object>(o) }]),
  ],
  [
    'columns',
    'startFrames',
    'startFrame',
    (o) =>
      mixer.scheduleColumns({
        type: 'playBuffer',
        samples,
        startFrame,
        ...anything<object>(o),
      }),
  ],
  [
    'a fade',
    'second',
    'seconds',
    (o) => mixer.playBuffer(samples, { fadeIn: { frames: 1, ...anything<object>(o) } }),
  ],
  [
    'a loop',
    'endframe',
    'endFrame',
    (o) => mixer.playBuffer(samples, { loop: { times: 2, ...anything<object>(o) } }),
  ],
  [
    'a point of a gain line',
    'decibel',
    'decibels',
    (o) => mixer.playBuffer(samples, { gainLine: [anything<GainLinePoint>(o)] }),
  ],
  [
    'an entry of a matrix',
    'gian',
    'gain',
    (o) => mixer.playBuffer(samples, { matrix: [{ from: 1, to: 1, ...anything<object>(o) }] }),
  ],
  ['a piece', 'frame', 'frames', (o) => mixer.playBuffer(samples, { piece: o })],
  [
    'a loop of columns',
    'lengthFrame',
    'lengthFrames',
    (o) => {
      const loop = { times: 2, ...anything<object>(o) };
      return mixer.scheduleColumns({ type: 'playBuffer', samples, startFrame, loop });
    },
  ],
  [
    'a start',
    'frmae',
    'frame',
    (o) => mixer.playBuffer(samples, { start: { frame: 5, ...anything<object>(o) } }),
  ],
  [
    'what comes before',
    'requests',
    'request',
    (o) => {
      const after = { request: 1, ...anything<object>(o) };
      const follower = { type: 'playBuffer', samples, start: { after } } as const;
      return mixer.schedule([{ type: 'playBuffer', samples }, follower]);
    },
  ],
  ['a stream', 'samplerate', 'sampleRate', (o) => new Mixer(o)],
  ['the settings to check', 'chanels', 'channels', (o) => checkInputSettings(o)],
  ['the settings to check', 'host_api', 'hostApi', (o) => checkOutputSettings(o)],
  ['the virtual device', 'delay', 'delayFrames', (o) => new Mixer({ virtual: o })],
  [
    'a fault',
    'every',
    'everyFrames',
    (o) => {
      const fault = { kind: 'lose', frame: 1, ...anything<object>(o) };
      return new Mixer({ virtual: { faults: [anything(fault)] } });
    },
  ],
  [
    'the options of a host API',
    'client',
    'clientName',
    (o) => new Mixer({ hostApiOptions: { type: 'jack', clientName: 'x', ...anything<object>(o) } }),
  ],
  [
    'an offline mixer',
    'blocksize',
    'blockSize',
    (o) => new OfflineMixer({ sampleRate: 48_000, channels: [0, 1], ...anything<object>(o) }),
  ],
  [
    'SampleBuffer.create',
    'frame',
    'frames',
    (o) =>
      SampleBuffer.create({ channels: 1, frames: 1, sampleRate: 8000, ...anything<object>(o) }),
  ],
  [
    'SampleBuffer.from',
    'channel',
    'channels',
    (o) => {
      const options = { channels: 1, sampleRate: 48_000, ...anything<object>(o) };
      return SampleBuffer.from(new Float32Array(1), options);
    },
  ],
  ['a PlaybackStream', 'prefil', 'prefill', (o) => new PlaybackStream(mixer, o)],
  ['a RecordingStream', 'sizes', 'size', (o) => new RecordingStream(mixer, o)],
  ['defaults', 'latancy', 'latency', (o) => Object.assign(defaults, o)],
];

describe('an option that does not exist is refused with the nearest name', () => {
  test.each(calls)('of %s: %s', (_place, misspelt, meant, call) => {
    const expected = `There is no option "${misspelt}"; did you mean "${meant}"?`;
    const before = mixer.actions.size;
    expect(() => call({ [misspelt]: 1 } as never)).toThrow(expected);
    expect(codeThrownBy(() => call({ [misspelt]: 1 } as never))).toBe('invalid-argument');
    expect(mixer.actions.size).toBe(before);
  });

  test('of files', async () => {
    const file = path.join(folder, 'none.wav');
    const decoded = decodeFile(file, anything({ samplerate: 8000 }));
    await expect(decoded).rejects.toThrow('did you mean "sampleRate"?');
    const media = { sampleRate: 48_000, residentLimitFrames: 1 };
    const opened = openMedia(file, anything({ ...media, copypath: 'x' }));
    await expect(opened).rejects.toThrow('did you mean "copyPath"?');
    const take = { path: file, channels: 1, sampleRate: 48_000 };
    const writer = TakeWriter.open(anything({ ...take, ringseconds: 1 }));
    await expect(writer).rejects.toThrow('did you mean "ringSeconds"?');
    const recovered = recoverTake(file, anything({ cue: [] }));
    await expect(recovered).rejects.toThrow('did you mean "cues"?');
    const probed = probeFile(file, anything({ sginal: undefined, onprogress: 1 }));
    await expect(probed).rejects.toThrow(/There is no option "onprogress"/);
    const converted = convertFile(file, `${file}.copy`, anything({ signals: 1 }));
    await expect(converted).rejects.toThrow('did you mean "signal"?');
  });

  test("of a file's reader and its loop", async () => {
    const file = path.join(folder, 'four-frames.wav');
    writeWav(file, new Float32Array(4), { channels: 1, sampleRate: 48_000 });
    using media = await openMedia(file, { sampleRate: 48_000, residentLimitFrames: 1 });
    const part = { startFrame: 0, lengthFrames: 4 };
    const reader = media.openReader(anything({ ...part, Loop: 1 }));
    await expect(reader).rejects.toThrow('did you mean "loop"?');
    const loop = { startFrame: 0, lengthFrames: 4, lengthFrame: 4 };
    const looped = media.openReader(anything({ ...part, loop }));
    await expect(looped).rejects.toThrow('did you mean "lengthFrames"?');
  });
});

/** Each exported type of options, and where the calls above give it. Those of host APIs share a check. */
const places: Readonly<Record<string, string>> = {
  After: 'what comes before',
  AlsaOptions: 'the options of a host API',
  BusOptions: 'a new bus',
  CancelOptions: 'cancel',
  CheckedOptions: 'the settings to check',
  CommandOptions: 'fetchAndResetStats',
  ConvertOptions: 'of files',
  CoreAudioOptions: 'the options of a host API',
  CueOptions: 'of files',
  DecodeOptions: 'of files',
  DefaultHostApiOptions: 'defaults',
  DiskReaderOptions: 'of files',
  Fade: 'a fade',
  GroupOptions: 'a group',
  HostApiOptions: 'the options of a host API',
  JackOptions: 'the options of a host API',
  Loop: 'a loop',
  MediaOptions: 'of files',
  OfflineMixerOptions: 'an offline mixer',
  PlayBufferColumns: 'columns',
  PlayBufferOptions: 'playBuffer',
  PlayRingBufferOptions: 'playRingBuffer',
  PlaybackStreamOptions: 'a PlaybackStream',
  ProbeFileOptions: 'of files',
  RandomLossOptions: 'random losses',
  RecordBufferOptions: 'recordBuffer',
  RecordRingBufferOptions: 'recordRingBuffer',
  RecordingStreamOptions: 'a RecordingStream',
  SetBusOptions: 'setBus',
  SetGainOptions: 'setGain',
  Start: 'a start',
  StreamOptions: 'a stream',
  TakeOptions: 'of files',
  VirtualFault: 'a fault',
  VirtualOptions: 'the virtual device',
  WasapiOptions: 'the options of a host API',
};

test('every type of options that the library exports has its call here', () => {
  const index = readFileSync(new URL('../../../../native/index.ts', import.meta.url), 'utf8');
  const exported = index.match(/\b\w*(Options|Columns|Fault|Fade|Loop|After|Start)\b/g) ?? [];
  expect([...new Set(exported)].toSorted()).toEqual(Object.keys(places).toSorted());
  const tested = new Set(['of files', ...calls.map(([place]) => place)]);
  expect(Object.values(places).filter((place) => !tested.has(place))).toEqual([]);
});

test('an option that resembles none is refused with all there are', () => {
  expect(() => mixer.fetchAndResetStats(anything({ frobnicate: 1 }))).toThrow(
    'There is no option "frobnicate"; fetchAndResetStats has type, time, allowBelated.',
  );
  expect(() => mixer.playBuffer(samples, anything({ constructor: 1 }))).toThrow('no option');
});

test('an option that is undefined is left out, whatever its name', () => {
  expect(mixer.playBuffer(samples, anything({ gian: undefined })).state).toBe('pending');
});

test('options that contradict each other are refused', () => {
  const start = { after: tone, frame: 5 };
  expect(() => mixer.playBuffer(samples, { start })).toThrow('after or frame, not both');
  const other = SampleBuffer.create({ channels: 1, frames: 1, sampleRate: 48_000 });
  expect(() => mixer.playBuffer(samples, anything({ samples: other }))).toThrow('given twice');
  expect(() => mixer.cancel(tone, anything({ type: 'setGain' }))).toThrow('given by the call');
  const time = { frame: 5, after: tone };
  expect(() => mixer.cancel(tone, { time })).toThrow('There is no option "after"');
});

test.each([0.5, 'loud', true, null])('options that are no object are refused: %s', (options) => {
  expect(() => mixer.playBuffer(samples, anything(options))).toThrow('Options must be an object');
});
