import { describe, expect, test } from 'vitest';
import { OfflineMixer, SampleBuffer } from '../../../../native/index.ts';
import { ramp, soundingFrames } from '../../support/signals.ts';
import { codeRejectedBy, codeThrownBy } from '../../support/streams.ts';

const ones = (count: number) => new Float32Array(count).fill(1);

function mono(blockSize = 64): OfflineMixer {
  return new OfflineMixer({ sampleRate: 48_000, channels: [1, 1], blockSize });
}

describe('an offline mixer', () => {
  test('plays at the requested frame, wherever it is in a block', () => {
    const mixer = mono(16);
    const samples = ramp(40);
    mixer.playBuffer(samples, { start: { frame: 13 } });
    const output = mixer.render(64);
    expect(output.subarray(13, 53)).toEqual(samples);
    expect(soundingFrames(output)).toHaveLength(40);
  });

  test('gives the same samples whatever the size of its blocks', () => {
    const outputs = [1, 7, 64, 1000].map((blockSize) => {
      const mixer = mono(blockSize);
      mixer.schedule([
        { type: 'playBuffer', samples: ramp(300), start: { frame: 5 }, gain: 0.3 },
        { type: 'playBuffer', samples: ramp(200), start: { frame: 77 }, gain: 0.7 },
      ]);
      return mixer.render(1000);
    });
    for (const output of outputs) {
      expect(output).toEqual(outputs[0]);
    }
  });

  test('keeps denormal numbers in JavaScript', () => {
    const mixer = mono();
    mixer.render(128);
    const [smallest = 0, two = 0] = Float64Array.of(Number.MIN_VALUE, 2);
    expect(smallest * two > 0).toBe(true);
  });

  test('a trimmed recording keeps its frames in step and its target before them', () => {
    const mixer = mono(16);
    const input = ramp(100);
    const target = ones(40);
    mixer.render(16);
    const take = mixer.recordBuffer(target, {
      start: { frame: 6 },
      offset: 4,
      length: 30,
      allowBelated: 'trim',
    });
    mixer.render(84, input.subarray(16));
    expect(take.skippedFrames).toBe(10);
    expect(take.doneFrames).toBe(20);
    expect(target.subarray(0, 14)).toEqual(ones(14));
    expect(target.subarray(14, 34)).toEqual(input.subarray(16, 36));
    expect(target.subarray(34)).toEqual(ones(6));
  });

  test('records the input frames asked for into the array given', () => {
    const mixer = mono(16);
    const input = ramp(100);
    const target = new Float32Array(30);
    const take = mixer.recordBuffer(target, { start: { frame: 21 } });
    mixer.render(100, input);
    expect(take.outcome).toBe('completed');
    expect(target).toEqual(input.slice(21, 51));
  });

  test('records into a range of the target and leaves the rest unchanged', () => {
    const mixer = mono(16);
    const target = ones(10);
    mixer.recordBuffer(target, { start: { frame: 0 }, offset: 2, length: 3 });
    mixer.render(16, ramp(16));
    expect([...target]).toEqual([1, 1, ...ramp(3), 1, 1, 1, 1, 1]);
  });

  test('accounts for every action before render() returns', () => {
    const mixer = mono();
    const hit = mixer.playBuffer(ones(100), { start: { frame: 10 } });
    expect([hit.state, hit.outcome, hit.totalFrames]).toEqual(['pending', null, 100]);
    mixer.render(64);
    expect([hit.state, hit.actualFrame, hit.doneFrames]).toEqual(['active', 10, 54]);
    mixer.render(64);
    expect([hit.state, hit.outcome, hit.doneFrames]).toEqual(['finished', 'completed', 100]);
    expect(hit.stats).toMatchObject({ blocks: 2, minBlockSize: 64, maxBlockSize: 64 });
    expect([...mixer.actions]).toEqual([]);
  });

  test('keeps commands in the set of actions until they are done', () => {
    const mixer = mono();
    const hit = mixer.playBuffer(ones(1000));
    const cancel = mixer.cancel(hit, { time: { frame: 100 } });
    mixer.render(64);
    expect(mixer.actions).toEqual(new Set([hit, cancel]));
    mixer.render(64);
    expect(mixer.actions).toEqual(new Set());
    expect([cancel.outcome, cancel.target]).toEqual(['completed', hit]);
  });

  test('ends everything as stream-stopped when it is closed, and renders no more', () => {
    const mixer = mono();
    const hit = mixer.playBuffer(ones(1000));
    const later = mixer.playBuffer(ones(10), { start: { frame: 900 } });
    mixer.render(64);
    mixer.close();
    expect([hit.outcome, hit.doneFrames]).toEqual(['stream-stopped', 64]);
    expect([later.outcome, later.actualFrame]).toEqual(['stream-stopped', null]);
    expect(codeThrownBy(() => mixer.render(1))).toBe('stream-closed');
    expect(codeThrownBy(() => mixer.playBuffer(ones(1)))).toBe('stream-closed');
  });

  test('refuses to wait, because it advances only in render()', async () => {
    const mixer = mono();
    const hit = mixer.playBuffer(ones(10));
    expect(await codeRejectedBy(mixer.wait(hit))).toBe('stream-not-active');
    mixer.render(64);
    expect(await mixer.wait(hit)).toBe(hit);
    expect(await hit.finished).toBe(hit);
  });
});

describe('channels', () => {
  test('a list of channel numbers routes each channel of the samples', () => {
    const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 3], blockSize: 8 });
    mixer.playBuffer(Float32Array.of(1, 2), { channels: [3, 1] });
    expect([...mixer.render(1)]).toEqual([2, 0, 1]);
  });

  test('a repeated channel number adds when playing and copies when recording', () => {
    const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [1, 2], blockSize: 8 });
    const target = new Float32Array(2);
    mixer.playBuffer(Float32Array.of(0.25, 0.5), { channels: [2, 2] });
    mixer.recordBuffer(target, { channels: [1, 1] });
    expect([...mixer.render(1, Float32Array.of(0.125))]).toEqual([0, 0.75]);
    expect([...target]).toEqual([0.125, 0.125]);
  });

  test("by default samples have the stream's channels, and an action has their numbers", () => {
    const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 2] });
    const hit = mixer.playBuffer(ones(8));
    expect(hit.channels).toEqual([1, 2]);
    expect(hit.totalFrames).toBe(4);
  });
});

describe('a group', () => {
  test('counts frames and seconds from its origin', () => {
    const mixer = mono();
    const one = { type: 'playBuffer', samples: ones(1) } as const;
    mixer.schedule([{ ...one }, { ...one, start: { frame: 10 } }, { ...one, start: 0.001 }], {
      origin: { frame: 100 },
    });
    expect(soundingFrames(mixer.render(256))).toEqual([100, 110, 148]);
  });

  test('with origin 0 begins with the block that accepts it, as one', () => {
    const mixer = mono();
    mixer.render(64);
    const one = { type: 'playBuffer', samples: ones(1) } as const;
    mixer.schedule([one, { ...one, start: { frame: 3 } }], { origin: 0 });
    expect(soundingFrames(mixer.render(64))).toEqual([0, 3]);
  });

  test('without an origin keeps starts as they are', () => {
    const mixer = mono();
    const one = { type: 'playBuffer', samples: ones(1) } as const;
    mixer.schedule([
      { ...one, start: 0.001 },
      { ...one, start: { frame: 7 } },
    ]);
    expect(soundingFrames(mixer.render(64))).toEqual([7, 48]);
  });

  test('is refused whole when one of its requests is wrong, and the message names it', () => {
    const mixer = mono();
    const good = { type: 'playBuffer', samples: ones(4) } as const;
    expect(() => mixer.schedule([good, { ...good, channels: [0] }])).toThrow(
      /^Request 2: .*from 1/,
    );
    expect(() => mixer.schedule([good, { ...good, channels: [2, 1] }])).toThrow(/2/);
    expect(mixer.actions.size).toBe(0);
    expect(soundingFrames(mixer.render(64))).toEqual([]);
  });
});

describe('an action whose start is in the past', () => {
  const late = (allowBelated: boolean | 'trim') => {
    const mixer = mono();
    mixer.render(64);
    const hit = mixer.playBuffer(ramp(100), { start: { frame: 40 }, allowBelated });
    return { hit, output: mixer.render(128) };
  };

  test('starts at once with its first frame by default', () => {
    const { hit, output } = late(true);
    expect([hit.outcome, hit.actualFrame, hit.doneFrames]).toEqual(['completed', 64, 100]);
    expect(output.subarray(0, 100)).toEqual(ramp(100));
  });

  test('does not happen when that is not allowed', () => {
    const { hit, output } = late(false);
    expect([hit.outcome, hit.actualFrame, hit.actualTime]).toEqual(['belated', null, null]);
    expect([hit.requestedFrame, hit.doneFrames]).toEqual([40, 0]);
    expect(soundingFrames(output)).toEqual([]);
  });

  test('has the negative frame of a time before the stream began, and no actual time', () => {
    const mixer = new OfflineMixer({ sampleRate: 48_000, channels: [0, 1] });
    const request = { samples: ramp(10), allowBelated: false } as const;
    const one = mixer.playBuffer(request.samples, { allowBelated: false, start: { frame: 0 } });
    const [early, second] = mixer.schedule(
      [
        { type: 'playBuffer', ...request, start: -0.01 },
        { type: 'playBuffer', ...request, start: { frame: -1 } },
      ],
      { origin: mixer.time },
    );
    expect([early.actualTime, early.state]).toEqual([null, 'pending']);
    mixer.render(64);
    expect([early, second].map(({ outcome }) => outcome)).toEqual(['belated', 'belated']);
    expect([early.requestedFrame, second.requestedFrame]).toEqual([-480, -1]);
    expect([early.actualFrame, early.actualTime]).toEqual([null, null]);
    expect([one.requestedFrame, one.actualTime]).toEqual([0, one.requestedTime]);
  });

  test("is trimmed with 'trim', so that it stays in step", () => {
    const { hit, output } = late('trim');
    expect([hit.outcome, hit.actualFrame, hit.skippedFrames]).toEqual(['completed', 64, 24]);
    expect(output.subarray(0, 76)).toEqual(ramp(100).subarray(24));
  });
});

describe('cancel', () => {
  test('ends an action at exactly the frame asked for', () => {
    const mixer = mono();
    const hit = mixer.playBuffer(ones(1000));
    mixer.cancel(hit, { time: { frame: 100 } });
    expect(soundingFrames(mixer.render(256))).toHaveLength(100);
    expect([hit.outcome, hit.doneFrames, hit.totalFrames]).toEqual(['cancelled', 100, 1000]);
  });

  test('in the same block as the start plays exactly until the cancel', () => {
    const mixer = mono();
    const hit = mixer.playBuffer(ones(1000), { start: { frame: 10 } });
    mixer.cancel(hit, { time: { frame: 13 } });
    expect(soundingFrames(mixer.render(64))).toEqual([10, 11, 12]);
    expect(hit.outcome).toBe('cancelled');
  });

  test('with a fade goes to silence in that time without a jump', () => {
    const mixer = mono();
    const hit = mixer.playBuffer(ones(10_000));
    mixer.cancel(hit, { time: { frame: 100 }, fade: 0.005 });
    const output = mixer.render(512);
    expect(soundingFrames(output).length).toBeGreaterThanOrEqual(100 + 238);
    expect(soundingFrames(output).length).toBeLessThanOrEqual(100 + 241);
    for (let i = 1; i < output.length; i++) {
      expect(Math.abs(output[i]! - output[i - 1]!)).toBeLessThanOrEqual(1 / 239);
    }
    expect(hit.outcome).toBe('cancelled');
  });

  test('before its start an action leaves no sound', () => {
    const mixer = mono();
    const hit = mixer.playBuffer(ones(10), { start: { frame: 50 } });
    mixer.cancel(hit);
    expect(soundingFrames(mixer.render(128))).toEqual([]);
    expect([hit.outcome, hit.actualFrame]).toEqual(['cancelled-before-start', null]);
  });

  test('of something finished completes and changes nothing', () => {
    const mixer = mono();
    const hit = mixer.playBuffer(ones(10));
    mixer.render(64);
    const cancel = mixer.cancel(hit);
    const gain = mixer.setGain(hit, 0.5);
    mixer.render(64);
    expect([hit.outcome, hit.doneFrames]).toEqual(['completed', 10]);
    expect([cancel.state, gain.state]).toEqual(['finished', 'finished']);
  });
});

describe('setGain', () => {
  test('goes to the new gain without a jump', () => {
    const mixer = mono();
    const hit = mixer.playBuffer(ones(2000), { gain: 0.25 });
    mixer.setGain(hit, 1, { time: { frame: 200 } });
    const output = mixer.render(1000);
    expect(output.subarray(0, 200)).toEqual(ones(200).map(() => 0.25));
    expect(output.subarray(441)).toEqual(ones(559));
    for (let i = 1; i < output.length; i++) {
      expect(output[i]! - output[i - 1]!).toBeGreaterThanOrEqual(0);
      expect(output[i]! - output[i - 1]!).toBeLessThanOrEqual(0.75 / 238);
    }
  });

  test('takes the ramp asked for', () => {
    const mixer = mono();
    const hit = mixer.playBuffer(ones(100));
    mixer.setGain(hit, 0.5, { time: { frame: 10 }, ramp: 0 });
    const output = mixer.render(64);
    expect([output[9], output[10]]).toEqual([1, 0.5]);
  });
});

describe('samples', () => {
  test('are copied when an action is scheduled', () => {
    const mixer = mono();
    const samples = ones(10);
    mixer.playBuffer(samples);
    samples.fill(0.5);
    expect([...mixer.render(10)]).toEqual([...ones(10)]);
  });

  test('of a SampleBuffer are shared by any number of actions and stay as they are', () => {
    const buffer = SampleBuffer.from(ramp(50), { channels: 1, sampleRate: 48_000 });
    const mixer = mono();
    mixer.playBuffer(buffer, { start: { frame: 0 } });
    mixer.playBuffer(buffer, { start: { frame: 100 }, offset: 10, length: 20 });
    const output = mixer.render(200);
    expect(output.subarray(0, 50)).toEqual(ramp(50));
    expect(output.subarray(100, 120)).toEqual(ramp(50).subarray(10, 30));
    expect(soundingFrames(output)).toHaveLength(70);
    expect(buffer.copy()).toEqual(ramp(50));
    expect(buffer.copy(10, 5)).toEqual(ramp(50).slice(10, 15));
  });

  test('recorded into a SampleBuffer can be played at once', () => {
    const mixer = mono();
    const buffer = SampleBuffer.create({ channels: 1, frames: 64, sampleRate: 48_000 });
    mixer.recordBuffer(buffer);
    mixer.render(64, ramp(64));
    mixer.playBuffer(buffer);
    expect(mixer.render(64)).toEqual(ramp(64));
  });

  test('of another rate are refused', () => {
    const buffer = SampleBuffer.from(ones(8), { channels: 1, sampleRate: 44_100 });
    expect(codeThrownBy(() => mono().playBuffer(buffer))).toBe('rate-mismatch');
  });

  test('of length zero complete at their time', () => {
    const mixer = mono();
    const mark = mixer.playBuffer(new Float32Array(0), { start: { frame: 70 } });
    mixer.render(64);
    expect(mark.state).toBe('pending');
    mixer.render(64);
    expect([mark.outcome, mark.actualFrame, mark.doneFrames]).toEqual(['completed', 70, 0]);
  });
});

describe('what has finished', () => {
  test('listeners get finished actions in batches, with their final state', async () => {
    const mixer = mono();
    const batches: (string | null)[][] = [];
    const stop = mixer.onActionsFinished((actions) => {
      batches.push(actions.map((action) => action.outcome));
    });
    mixer.playBuffer(ones(4));
    mixer.playBuffer(ones(8));
    mixer.render(64);
    await Promise.resolve();
    stop();
    mixer.playBuffer(ones(4));
    mixer.render(64);
    await Promise.resolve();
    expect(batches).toEqual([['completed', 'completed']]);
  });
});
