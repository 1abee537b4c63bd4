import { describe, expect, test } from 'vitest';
import { OfflineMixer, RingBuffer } from '../../../../native/index.ts';
import { ramp, soundingFrames } from '../../support/signals.ts';
import { codeThrownBy, loopback } from '../../support/streams.ts';

function mono(blockSize = 64): OfflineMixer {
  return new OfflineMixer({ sampleRate: 48_000, channels: [1, 1], blockSize });
}

describe('a ring buffer', () => {
  test('counts in elements and gives back what was written', () => {
    const ring = new RingBuffer(4, 8);
    expect([ring.elementSize, ring.size, ring.writeAvailable]).toEqual([4, 8, 8]);
    expect(ring.write(Float32Array.of(1, 2, 3))).toBe(3);
    expect([ring.readAvailable, ring.writeAvailable]).toEqual([3, 5]);
    expect([...new Float32Array(ring.read(2).buffer)]).toEqual([1, 2]);
    const rest = new Float32Array(4);
    expect(ring.readInto(rest)).toBe(1);
    expect(rest[0]).toBe(3);
    expect(ring.read()).toHaveLength(0);
  });

  test('takes only what fits', () => {
    const ring = new RingBuffer(4, 4);
    expect(ring.write(new Float32Array(6))).toBe(4);
    expect(ring.write(new Float32Array(1))).toBe(0);
    ring.flush();
    expect(ring.writeAvailable).toBe(4);
    expect(ring.write(Float32Array.of(1, 2, 3), 2)).toBe(2);
  });

  test('gives its regions as views of its memory, in two parts where it wraps', () => {
    const ring = new RingBuffer(2, 8);
    ring.write(new Uint8Array(12));
    ring.read(6);
    const [count, first, second] = ring.getWriteBuffers(5);
    expect([count, first.length, second.length]).toEqual([5, 4, 6]);
    expect(first.buffer).toBe(ring.buffer);
    first.fill(1);
    second.fill(2);
    expect(ring.advanceWriteIndex(5)).toBe(11);
    expect([...ring.read()]).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 2, 2]);
    expect(ring.getReadBuffers()[0]).toBe(0);
  });

  test('advances its read index element by element', () => {
    const ring = new RingBuffer(1, 4);
    ring.write(Uint8Array.of(7, 8, 9));
    const [count, first] = ring.getReadBuffers(2);
    expect([count, ...first]).toEqual([2, 7, 8]);
    expect(ring.advanceReadIndex(2)).toBe(2);
    expect([...ring.read()]).toEqual([9]);
  });

  test('may use a given SharedArrayBuffer, which determines its size', () => {
    const memory = new SharedArrayBuffer(RingBuffer.bytes(8, 8));
    const ring = new RingBuffer(8, undefined, memory);
    expect([ring.size, ring.buffer]).toEqual([8, memory]);
    ring.write(Float64Array.of(0.5));
    expect(new Float64Array(memory, 192)[0]).toBe(0.5);
  });

  test('refuses what cannot be a ring', () => {
    const refused: unknown[][] = [
      [0, 8],
      [4, 7],
      [4, 0],
      [4],
      [4, Number.NaN],
      ['4', 8],
      [4, 8, new ArrayBuffer(32)],
      [4, 16, new SharedArrayBuffer(32)],
      [4, 16, new Proxy(new SharedArrayBuffer(1000), {})],
      [4, undefined, Object.create(SharedArrayBuffer.prototype)],
      [4, 2 ** 40],
    ];
    for (const args of refused) {
      const make = () => Reflect.construct(RingBuffer, args);
      expect([args, codeThrownBy(make)]).toEqual([args, 'invalid-argument']);
    }
    const ring = new RingBuffer(4, 4);
    expect(codeThrownBy(() => ring.advanceReadIndex(1))).toBe('invalid-argument');
    expect(codeThrownBy(() => ring.advanceWriteIndex(5))).toBe('invalid-argument');
    expect(codeThrownBy(() => ring.read(-1))).toBe('invalid-argument');
    expect(codeThrownBy(() => ring.write([1] as unknown as Float32Array))).toBe('invalid-argument');
  });
});

describe('playing a ring', () => {
  test('plays what was written and ends starved when it is empty', () => {
    const mixer = mono();
    const ring = new RingBuffer(4, 1024);
    ring.write(ramp(100));
    const hit = mixer.playRingBuffer(ring, { start: { frame: 10 } });
    const output = mixer.render(256);
    expect(output.subarray(10, 110)).toEqual(ramp(100));
    expect([hit.outcome, hit.doneFrames, hit.totalFrames]).toEqual(['starved', 100, null]);
    expect(hit.minFillFrames).toBe(100 - 54);
  });

  test('ends completed when the writer said that no more will come', () => {
    const mixer = mono();
    const ring = new RingBuffer(4, 1024);
    ring.write(ramp(100));
    ring.setEnded();
    const hit = mixer.playRingBuffer(ring);
    mixer.render(256);
    expect([hit.outcome, hit.doneFrames]).toEqual(['completed', 100]);
  });

  test("goes on with silence and counts the gap with onStarve: 'silence'", () => {
    const mixer = mono();
    const ring = new RingBuffer(4, 1024);
    ring.write(ramp(100));
    const hit = mixer.playRingBuffer(ring, { onStarve: 'silence' });
    mixer.render(128);
    ring.write(ramp(64));
    const output = mixer.render(64);
    expect(output).toEqual(ramp(64));
    expect([hit.state, hit.starvedFrames, hit.starvedGaps]).toEqual(['active', 28, 1]);
  });

  test("leaves out what was missed with onStarve: 'skip', to stay in step", () => {
    const mixer = mono();
    const ring = new RingBuffer(4, 1024);
    ring.write(ramp(100));
    mixer.playRingBuffer(ring, { onStarve: 'skip' });
    mixer.render(128);
    ring.write(ramp(256).subarray(100, 256));
    expect(mixer.render(64)).toEqual(ramp(256).slice(128, 192));
  });
});

describe('recording to a ring', () => {
  test('records until the ring is full, and says that it overflowed', () => {
    const mixer = mono();
    const ring = new RingBuffer(4, 128);
    const take = mixer.recordRingBuffer(ring, { start: { frame: 32 } });
    mixer.render(256, ramp(256));
    expect([take.outcome, take.doneFrames]).toEqual(['overflowed', 128]);
    expect(new Float32Array(ring.read().buffer)).toEqual(ramp(256).slice(32, 160));
  });

  test('goes on as long as it is read', () => {
    const mixer = mono();
    const ring = new RingBuffer(4, 128);
    const take = mixer.recordRingBuffer(ring, { length: 500 });
    const parts: number[] = [];
    for (let start = 0; start < 640; start += 64) {
      mixer.render(64, ramp(640).subarray(start, start + 64));
      parts.push(...new Float32Array(ring.read().buffer));
    }
    expect(Float32Array.from(parts)).toEqual(ramp(500));
    expect([take.outcome, take.doneFrames]).toEqual(['completed', 500]);
  });

  test('one ring, recorded to and played from, is an exact delay line', async () => {
    const delay = 4800;
    const target = new Float32Array(20_000);
    await using mixer = loopback({ channels: [1, 1] });
    const ring = new RingBuffer(4, 8192);
    const impulse = mixer.playBuffer(Float32Array.of(1), { start: { frame: 1000 } });
    const into = mixer.recordRingBuffer(ring, { start: { frame: 64 }, length: 4000 });
    mixer.playRingBuffer(ring, { start: { frame: 64 + delay }, length: 4000 });
    const take = mixer.recordBuffer(target, { start: { frame: 0 } });
    mixer.start();
    await mixer.wait(take);
    expect([impulse.outcome, into.outcome]).toEqual(['completed', 'completed']);
    const first = 1000 + 64;
    expect(soundingFrames(target)).toEqual([first, first + delay + 64]);
  });
});
