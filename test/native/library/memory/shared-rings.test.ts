/** One ring in several threads, and what only looks like one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, test } from 'vitest';
import {
  Mixer,
  MixerAndRecorder,
  OfflineMixer,
  openMedia,
  RingBuffer,
  SampleBuffer,
  TakeWriter,
} from '../../../../native/index.ts';
import { writeWav } from '../../../support/wav-file.ts';
import { ramp } from '../../support/signals.ts';
import { codeThrownBy, loopback } from '../../support/streams.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'rtmixer-shared-rings-'));
afterAll(() => rmSync(folder, { recursive: true }));

const library = pathToFileURL(path.resolve('native/index.ts')).href;

/** Runs a script in a worker with the memory of rings; resolves with what it posts. */
async function inWorker(script: string, memory: SharedArrayBuffer[]): Promise<unknown> {
  const file = path.join(folder, `${Math.random().toString(36).slice(2)}.mjs`);
  const opening = `import { parentPort, workerData } from 'node:worker_threads';
    import { RingBuffer } from '${library}';
    const pause = () => new Promise((done) => setTimeout(done, 1));
    const rings = workerData.map((memory) => new RingBuffer(4, undefined, memory));
  `;
  writeFileSync(file, opening + script);
  const worker = new Worker(file, { workerData: memory });
  const answer = await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  await worker.terminate();
  return answer;
}

const frames = 30_000;

function mono(): OfflineMixer {
  return new OfflineMixer({ sampleRate: 48_000, channels: [1, 1] });
}

describe('a ring in another thread', () => {
  test('is filled there and played here, every frame', async () => {
    await using mixer = loopback({ channels: [1, 1] });
    const ring = new RingBuffer(4, 1024);
    const target = new Float32Array(frames + 4800);
    const filled = inWorker(
      `const samples = Float32Array.from({ length: ${frames} }, (_, k) => (k + 1) / ${frames});
      for (let done = 0; done < samples.length; await pause()) {
        done += rings[0].write(samples.subarray(done));
      }
      rings[0].setEnded();
      parentPort.postMessage('filled');`,
      [ring.buffer],
    );
    while (ring.writeAvailable > 0) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const take = mixer.recordBuffer(target, { start: { frame: 0 } });
    const hit = mixer.playRingBuffer(ring, { start: { frame: 0 }, onStarve: 'silence' });
    mixer.start();
    await mixer.wait(hit);
    expect(await filled).toBe('filled');
    expect([hit.outcome, hit.doneFrames]).toEqual(['completed', frames]);
    mixer.cancel(take);
    await mixer.wait(take);
    const heard = target.filter((sample) => sample !== 0);
    const expected = Float32Array.from({ length: frames }, (_, k) => (k + 1) / frames);
    expect(heard).toEqual(hit.starvedFrames === 0 ? expected : expected.slice(0, heard.length));
  });

  test('is recorded into here and drained there, every frame', async () => {
    await using mixer = loopback({ channels: [1, 1] });
    const ring = new RingBuffer(4, 65_536);
    const drained = inWorker(
      `const heard = [];
      while (heard.length < ${frames}) {
        heard.push(...new Float32Array(rings[0].read().buffer));
        await pause();
      }
      parentPort.postMessage(Float32Array.from(heard));`,
      [ring.buffer],
    );
    const samples = Float32Array.from({ length: frames }, (_, k) => (k + 1) / frames);
    mixer.playBuffer(samples, { start: { frame: 0 } });
    const take = mixer.recordRingBuffer(ring, { start: { frame: 64 }, length: frames });
    mixer.start();
    await mixer.wait(take);
    expect(take.outcome).toBe('completed');
    expect(await drained).toEqual(samples);
  });

  test('whose indices another thread fills with nonsense harms nothing', async () => {
    await using mixer = loopback({ channels: [1, 1] });
    const rings = [new RingBuffer(4, 256), new RingBuffer(4, 256)] as const;
    const played = mixer.playRingBuffer(rings[0], { onStarve: 'silence' });
    const recorded = mixer.recordRingBuffer(rings[1], { length: 48_000 });
    mixer.start();
    const wrong = inWorker(
      `for (let round = 0; round < 20000; round++) {
        for (const memory of workerData) {
          const header = new Int32Array(memory, 0, 48);
          for (const field of [1, 2, 3, 4, 5, 16, 32]) {
            if (round % 4 === 0) Atomics.store(header, field, Math.random() * 2 ** 32);
          }
        }
        rings[0].write(new Float32Array(50));
        rings[1].read(300);
      }
      parentPort.postMessage('done');`,
      rings.map(({ buffer }) => buffer),
    );
    expect(await wrong).toBe('done');
    const others = rings.flatMap((ring) => [ring.readAvailable, ring.writeAvailable]);
    expect(others.every((count) => count >= 0 && count <= 256)).toBe(true);
    for (const action of [played, recorded]) {
      if (action.state !== 'finished') mixer.cancel(action);
    }
    await mixer.wait();
    expect([played.state, recorded.state]).toEqual(['finished', 'finished']);
  });
});

describe('memory', () => {
  test('of one ring is the same ring, whoever looks at it', () => {
    const memory = new SharedArrayBuffer(RingBuffer.bytes(8, 32));
    const [first, second] = [new RingBuffer(8, 32, memory), new RingBuffer(8, 32, memory)];
    first.write(new Float64Array(5));
    expect([second.readAvailable, second.size]).toEqual([5, 32]);
    second.read(2);
    expect(first.readAvailable).toBe(3);
    const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 2] });
    second.setEnded();
    const hit = mixer.playRingBuffer(first);
    mixer.render(64);
    expect([hit.outcome, hit.doneFrames]).toEqual(['completed', 3]);
  });

  test('that holds another ring or something else is refused', () => {
    const ring = new RingBuffer(4, 64);
    const other = new SharedArrayBuffer(1024);
    new Uint8Array(other).fill(7);
    const refused = [
      () => new RingBuffer(8, 32, ring.buffer),
      () => new RingBuffer(4, 32, ring.buffer),
      () => new RingBuffer(4, 16, other),
      () => new RingBuffer(4, undefined, other),
      () => new RingBuffer(4, 64, new SharedArrayBuffer(4 * 64)),
      () => new RingBuffer(4, undefined, new SharedArrayBuffer(64)),
    ];
    expect(refused.map(codeThrownBy)).toEqual(refused.map(() => 'invalid-argument'));
    expect(refused[0]).toThrow('This memory is a ring of 64 elements of 4 bytes, not of 32 of 8');
    expect(refused[2]).toThrow('holds something else than a ring');
    expect(refused[4]).toThrow('which needs 448');
  });

  test('is what to send: objects of the library cannot be', () => {
    const mixer = mono();
    const action = mixer.playBuffer(new Float32Array(1));
    const sentences = [/send its buffer/, /[Cc]lone/, /send what copy/, /[Cc]lone/];
    const objects = [
      new RingBuffer(4, 64),
      mixer,
      SampleBuffer.create({ channels: 1, frames: 1, sampleRate: 8000 }),
    ];
    for (const [k, object] of [...objects, action].entries()) {
      expect(() => structuredClone({ object })).toThrow(sentences[k]);
    }
    expect(structuredClone((objects[0] as RingBuffer).buffer)).toBeInstanceOf(SharedArrayBuffer);
  });
});

describe('a ring that an action uses', () => {
  const inUse = /Another action already (plays|records into) this ring/;

  test('feeds no second player until the first has ended', () => {
    const mixer = mono();
    const ring = new RingBuffer(4, 256);
    ring.write(ramp(100));
    const first = mixer.playRingBuffer(ring, { start: { frame: 64 }, length: 10 });
    expect(() => mixer.playRingBuffer(ring)).toThrow(inUse);
    expect(() => mono().playRingBuffer(ring)).toThrow(inUse);
    expect(() => mono().playRingBuffer(new RingBuffer(4, 256, ring.buffer))).toThrow(inUse);
    expect(() => mixer.playRingBuffer(ring, { start: { after: first } })).toThrow(inUse);
    mixer.render(128);
    expect(first.outcome).toBe('completed');
    const second = mixer.playRingBuffer(ring);
    mixer.cancel(second, { time: { frame: 0 } });
    mixer.render(64);
    expect(mono().playRingBuffer(ring).state).toBe('pending');
  });

  test('is filled by no second recorder, and may be recorded into while it is played', () => {
    const mixer = mono();
    const ring = new RingBuffer(4, 256);
    const batch = [
      { type: 'recordRingBuffer', ring },
      { type: 'playRingBuffer', ring },
      { type: 'recordRingBuffer', ring },
    ] as const;
    expect(() => mixer.schedule(batch)).toThrow(/^Request 3: Another action already records/);
    expect(mixer.actions.size).toBe(0);
    expect(mixer.schedule(batch.slice(0, 2))).toHaveLength(2);
    mixer.close();
    expect(mono().recordRingBuffer(ring).state).toBe('pending');
  });

  test('is free when a mixer of a closed stream has given it back', async () => {
    const ring = new RingBuffer(4, 256);
    const mixer = new Mixer({ hostApi: 'Virtual', channels: 1 });
    mixer.playRingBuffer(ring);
    await mixer.close();
    await using other = new MixerAndRecorder({ hostApi: 'Virtual', channels: [1, 1] });
    expect(other.playRingBuffer(ring).state).toBe('pending');
  });

  test('may be a reader of a file or a writer of a take', async () => {
    const file = path.join(folder, 'long.wav');
    writeWav(file, ramp(48_000), { channels: 1, sampleRate: 48_000 });
    using media = await openMedia(file, { sampleRate: 48_000, residentLimitFrames: 100 });
    using reader = await media.openReader({ startFrame: 0, lengthFrames: 48_000 });
    const mixer = mono();
    mixer.playBuffer(reader);
    expect(() => mixer.playBuffer(reader)).toThrow(inUse);
    const take = { path: path.join(folder, 'take.wav'), channels: 1, sampleRate: 48_000 };
    using writer = await TakeWriter.open(take);
    mixer.recordRingBuffer(writer);
    expect(() => mono().recordRingBuffer(writer)).toThrow(inUse);
  });
});
