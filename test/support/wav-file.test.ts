import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { channelOf, findExactly, parseWav, readWav, writeWav } from './wav-file.ts';

const ramp = Float32Array.from({ length: 200 }, (_, frame) => Math.sin(frame / 7));

describe('the WAV reader of the tests', () => {
  it('reads what it writes', () => {
    const path = join(tmpdir(), `rtmixer-wav-${process.pid}.wav`);
    writeWav(path, ramp, { channels: 2, sampleRate: 44_100 });
    const file = readWav(path);
    expect(file).toMatchObject({ channels: 2, sampleRate: 44_100, frames: 100 });
    expect(file.samples).toEqual(ramp);
    expect(channelOf(file, 2)[1]).toBe(ramp[3]);
  });

  it('refuses what is no WAV file', () => {
    expect(() => parseWav(Buffer.from('hello world, hello world'))).toThrow('Not a WAV file');
  });
});

describe('the comparison of recordings', () => {
  it('finds the frame where a recording holds exactly what was played', () => {
    const recorded = new Float32Array(1_000);
    recorded.set(ramp, 321);
    expect(findExactly(recorded, ramp)).toBe(321);
  });

  it('finds nothing when one sample differs', () => {
    const recorded = new Float32Array(1_000);
    recorded.set(ramp, 321);
    recorded[321 + 150] = 0.123;
    expect(findExactly(recorded, ramp)).toBeNull();
  });

  it('finds nothing when one frame is missing', () => {
    const recorded = new Float32Array(1_000);
    recorded.set(ramp.subarray(0, 90), 321);
    recorded.set(ramp.subarray(91), 411);
    expect(findExactly(recorded, ramp)).toBeNull();
  });
});
