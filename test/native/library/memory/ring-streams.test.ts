import { once } from 'node:events';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import {
  OfflineMixer,
  PlaybackStream,
  RecordingStream,
  RtMixerError,
} from '../../../../native/index.ts';
import { ramp } from '../../support/signals.ts';
import { codeRejectedBy, codeThrownBy, delayFrames, loopback } from '../../support/streams.ts';

function mono(): OfflineMixer {
  return new OfflineMixer({ sampleRate: 48_000, channels: [1, 1], blockSize: 64 });
}

/** Renders a block in each turn of the event loop, until `isOver`. */
async function renderUntil(mixer: OfflineMixer, isOver: () => boolean): Promise<Float32Array> {
  const heard: number[] = [];
  while (!isOver()) {
    heard.push(...mixer.render(64));
    await pause(1);
  }
  return Float32Array.from(heard);
}

/** Bytes of samples, cut in the middle of frames. */
function* cutBytes(samples: Float32Array, size: number): Generator<Uint8Array> {
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  for (let at = 0; at < bytes.length; at += size) {
    yield bytes.slice(at, at + size);
  }
}

function joined(chunks: readonly Float32Array[]): Float32Array {
  return Float32Array.from(chunks.flatMap((chunk) => [...chunk]));
}

describe('a playback stream', () => {
  test('plays what is written to the sample and finishes after the last frame', async () => {
    const samples = ramp(20_000, 2);
    const target = new Float32Array(2 * 60_000);
    await using mixer = loopback({ virtual: { speed: 1 } });
    const take = mixer.recordBuffer(target, { start: { frame: 0 } });
    const playback = new PlaybackStream(mixer, { size: 32_768, start: { frame: 4800 } });
    mixer.start();
    await pipeline(Readable.from(cutBytes(samples, 1001)), playback);
    expect(playback.action?.doneFrames).toBe(20_000);
    expect([playback.action?.outcome, playback.action?.starvedFrames]).toEqual(['completed', 0]);
    await mixer.wait(take);
    const first = 2 * ((playback.action?.actualFrame ?? 0) + delayFrames);
    expect(target.subarray(first, first + samples.length)).toEqual(samples);
    expect(target.subarray(first + samples.length).every((sample) => sample === 0)).toBe(true);
  });

  test('holds a fast producer back until there is room in the ring', async () => {
    const mixer = mono();
    const samples = ramp(50_000);
    const playback = new PlaybackStream(mixer, { size: 1024, prefill: 512 });
    expect(playback.write(samples)).toBe(false);
    await pause(50);
    expect([playback.ring.readAvailable, playback.writableNeedDrain]).toEqual([1024, true]);
    playback.end();
    expect(
      [...(await renderUntil(mixer, () => playback.writableFinished))].filter(Boolean),
    ).toEqual([...samples]);
    const { minFillFrames } = playback.action!;
    expect(minFillFrames).toBeGreaterThan(0);
    expect(minFillFrames).toBeLessThanOrEqual(1024);
  });

  test('fills the gaps of a slow producer with silence, counts them and loses nothing', async () => {
    const mixer = mono();
    const samples = ramp(2000);
    async function* slowly() {
      for (let at = 0; at < samples.length; at += 200) {
        yield samples.slice(at, at + 200);
        await pause(40);
      }
    }
    const playback = new PlaybackStream(mixer, { size: 1024, prefill: 100 });
    const piped = pipeline(Readable.from(slowly()), playback);
    const heard = await renderUntil(mixer, () => playback.writableFinished);
    await piped;
    expect(heard.filter((sample) => sample !== 0)).toEqual(samples);
    const { action } = playback;
    expect([action?.outcome, action?.doneFrames]).toEqual(['completed', 2000]);
    expect(action?.starvedGaps).toBeGreaterThan(0);
  });

  test("does not finish before the last frame was played, and ends 'starved' where asked", async () => {
    const mixer = mono();
    const playback = new PlaybackStream(mixer, { size: 1024, prefill: 100 });
    playback.end(ramp(300));
    await pause(30);
    mixer.render(256);
    await pause(30);
    expect(playback.writableFinished).toBe(false);
    mixer.render(64);
    await once(playback, 'finish');
    const impatient = new PlaybackStream(mixer, { size: 1024, prefill: 100, onStarve: 'end' });
    impatient.write(ramp(300));
    const error = once(impatient, 'error');
    await pause(30);
    mixer.render(512);
    expect((await error)[0]).toMatchObject({ name: 'RtMixerError', code: 'stream-timeout' });
  });

  test('finishes at once when there was nothing to play', async () => {
    const playback = new PlaybackStream(mono());
    playback.end();
    await once(playback, 'finish');
    expect(playback.action).toBe(null);
  });

  test('refuses anything but frames', async () => {
    const mixer = mono();
    const cut = new PlaybackStream(mixer);
    cut.write(new Uint8Array(6));
    cut.end();
    expect((await once(cut, 'error'))[0].message).toContain('2 bytes');
    const text = new PlaybackStream(mixer);
    text.write('hiss');
    expect((await once(text, 'error'))[0]).toBeInstanceOf(RtMixerError);
    expect(codeThrownBy(() => new PlaybackStream(mixer, { size: 1000 }))).toBe('invalid-argument');
    expect(codeThrownBy(() => new PlaybackStream(mixer, { channels: 0 }))).toBe('invalid-channel');
  });

  test.each([
    ['numbers of another type', new Float64Array(4)],
    ['an object', {}],
    ['nothing', null],
  ])('refuses %s instead of playing noise', async (_, chunk) => {
    const playback = new PlaybackStream(mono(), { prefill: 0 });
    const error = once(playback, 'error');
    expect(playback.write(chunk)).toBe(false);
    expect((await error)[0]).toMatchObject({ name: 'RtMixerError', code: 'invalid-argument' });
    expect(playback.ring.readAvailable).toBe(0);
  });

  test('refuses numbers of another type also as its end', async () => {
    const playback = new PlaybackStream(mono());
    const error = once(playback, 'error');
    playback.end(new Int16Array(4));
    expect((await error)[0]).toMatchObject({ name: 'RtMixerError', code: 'invalid-argument' });
  });

  test('keeps the beginning of a frame whatever its chunk is used for next', async () => {
    const mixer = mono();
    const samples = ramp(100);
    const playback = new PlaybackStream(mixer, { size: 1024, prefill: 0 });
    const chunk = new Uint8Array(6);
    for (const bytes of cutBytes(samples, chunk.length)) {
      chunk.set(bytes);
      await new Promise((resolve) => playback.write(chunk.subarray(0, bytes.length), resolve));
      chunk.fill(0x7f);
    }
    playback.end();
    const heard = await renderUntil(mixer, () => playback.writableFinished);
    expect(heard.filter((sample) => sample !== 0)).toEqual(samples);
  });

  test.each([
    ['while it waits for its turn', 1],
    ['while it is played', 0],
  ])('reports a chunk whose memory was transferred %s', async (_, which) => {
    const mixer = mono();
    const playback = new PlaybackStream(mixer, { size: 1024, prefill: 0 });
    const chunks = [ramp(2000), ramp(2000)];
    for (const chunk of chunks) {
      playback.write(chunk);
    }
    structuredClone(chunks[which], { transfer: [chunks[which]?.buffer as ArrayBuffer] });
    const error = once(playback, 'error');
    playback.end();
    await renderUntil(mixer, () => playback.destroyed);
    expect((await error)[0].message).toMatch(/memory of a chunk was transferred/);
  });

  test('ends with the error of its mixer, and cancels its action when it is destroyed', async () => {
    const mixer = mono();
    const stopped = new PlaybackStream(mixer, { size: 1024, prefill: 0 });
    const error = once(stopped, 'error');
    stopped.write(ramp(10));
    await pause(10);
    mixer.close();
    expect((await error)[0].code).toBe('stream-not-active');
    const other = mono();
    const destroyed = new PlaybackStream(other, { size: 1024, prefill: 0 });
    destroyed.write(ramp(1000));
    await pause(10);
    other.render(64);
    destroyed.destroy();
    other.render(64);
    expect(destroyed.action?.outcome).toBe('cancelled');
  });

  test('ends with the error that the device is lost', async () => {
    const faults = [{ kind: 'disappear', frame: 9600 }] as const;
    await using mixer = loopback({ virtual: { speed: 1, faults } });
    mixer.start();
    const endless = Readable.from(
      (function* () {
        for (;;) {
          yield ramp(4800, 2);
        }
      })(),
    );
    expect(await codeRejectedBy(pipeline(endless, new PlaybackStream(mixer)))).toBe('device-lost');
  });
});

describe('a recording stream', () => {
  test('gives every frame of the input, in order, and ends after its length', async () => {
    const samples = ramp(20_000, 2);
    await using mixer = loopback({ virtual: { speed: 1 } });
    mixer.playBuffer(samples, { start: { frame: 4800 } });
    const start = { frame: 4800 + delayFrames };
    const recording = new RecordingStream(mixer, { start, length: 20_000 });
    mixer.start();
    const chunks: Float32Array[] = [];
    for await (const chunk of recording) {
      chunks.push(chunk);
    }
    expect(joined(chunks)).toEqual(samples);
  });

  test('keeps the frames of a slow consumer in its ring', async () => {
    const mixer = mono();
    const input = ramp(10_000);
    const recording = new RecordingStream(mixer, { size: 4096, length: input.length });
    const capture = async () => {
      for (let at = 0; at < input.length; at += 500) {
        while (recording.ring.writeAvailable < 500) {
          await pause(1);
        }
        mixer.render(500, input.subarray(at, at + 500));
        await pause(1);
      }
    };
    const captured = capture();
    const chunks: Float32Array[] = [];
    for await (const chunk of recording) {
      chunks.push(chunk);
      await pause(20);
    }
    await captured;
    expect(joined(chunks)).toEqual(input);
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeGreaterThan(1000);
  });

  test('of a consumer that is too slow gives what it has, then the error', async () => {
    const mixer = mono();
    const input = ramp(5000);
    const recording = new RecordingStream(mixer, { size: 1024 });
    mixer.render(5000, input);
    const chunks: Float32Array[] = [];
    const read = async () => {
      for await (const chunk of recording) {
        chunks.push(chunk);
      }
    };
    expect(await codeRejectedBy(read())).toBe('stream-timeout');
    expect(joined(chunks)).toEqual(input.slice(0, 1024));
  });

  test('ends where finish() ends it, and with its mixer when it is endless', async () => {
    const mixer = mono();
    const finished = new RecordingStream(mixer);
    const stopped = new RecordingStream(mixer);
    const cutOff = new RecordingStream(mixer, { length: 1000 });
    finished.finish({ time: { frame: 100 } });
    mixer.render(256, ramp(256));
    mixer.close();
    expect(joined(await finished.toArray())).toEqual(ramp(100));
    expect(joined(await stopped.toArray())).toEqual(ramp(256));
    expect(await codeRejectedBy(cutOff.toArray())).toBe('stream-not-active');
  });

  test('ends its action when it is destroyed', () => {
    const mixer = mono();
    const recording = new RecordingStream(mixer);
    mixer.render(64);
    recording.destroy();
    mixer.render(64);
    expect([recording.action.outcome, recording.action.doneFrames]).toEqual(['cancelled', 64]);
  });
});

test.each([
  ['none', undefined],
  ['no object', 5],
  ['one that can do nothing', {}],
  ['one of unknown channels', { playRingBuffer: () => {}, recordRingBuffer: () => {} }],
])('a stream refuses a mixer that is %s', (_, mixer) => {
  const refused = ['invalid-argument', 'invalid-channel'];
  expect(refused).toContain(codeThrownBy(() => new PlaybackStream(mixer as OfflineMixer)));
  expect(refused).toContain(codeThrownBy(() => new RecordingStream(mixer as OfflineMixer)));
});

test('recording, transform and playback make a pipeline that loses no sample', async () => {
  const mixer = mono();
  const input = ramp(8000);
  const halved = new Transform({
    objectMode: true,
    transform(chunk: Float32Array, _encoding, done) {
      done(
        null,
        chunk.map((sample) => sample / 2),
      );
    },
  });
  const recording = new RecordingStream(mixer, { length: 8000, size: 8192 });
  const playback = new PlaybackStream(mixer, { size: 1024 });
  mixer.render(8000, input);
  const piped = pipeline(recording, halved, playback);
  const heard = await renderUntil(mixer, () => playback.writableFinished);
  await piped;
  expect(heard.filter((sample) => sample !== 0)).toEqual(input.map((sample) => sample / 2));
});
