/** setLoop: the loop of a player that sounds is moved or left. Which sample sounds at which frame in any
 * blocks is tested by set_loop_test.c and the random schedules. */
import { describe, expect, test } from 'vitest';
import {
  type Action,
  type Loop,
  OfflineMixer,
  RingBuffer,
  SampleBuffer,
} from '../../../../native/index.ts';

const sampleRate = 48_000;
/** The sample of frame n is n. */
const numbers = (count: number) => Float32Array.from({ length: count }, (_, k) => k);

function mono(blockSize = 16): OfflineMixer {
  return new OfflineMixer({ sampleRate, channels: [1, 1], blockSize });
}

const endless = { startFrame: 2, endFrame: 5, times: 'endless' } as const;

describe('setLoop', () => {
  test('leaves a loop that sounds: the sound goes on after it, to its end', () => {
    for (const blockSize of [1, 3, 16, 64]) {
      const mixer = mono(blockSize);
      const tone = mixer.playBuffer(numbers(8), { loop: endless });
      const change = mixer.setLoop(tone, null, { time: { frame: 6 } });
      expect(change.targetFound).toBe(null);
      expect([...mixer.render(16)]).toEqual([
        ...[0, 1, 2, 3, 4, 2, 3, 4, 5, 6, 7],
        ...[0, 0, 0, 0, 0],
      ]);
      expect([tone.outcome, tone.totalFrames, tone.doneFrames]).toEqual(['completed', 11, 11]);
      expect([change.type, change.outcome, change.actualFrame, change.targetFound]).toEqual([
        ...['setLoop', 'completed', 6, true],
      ]);
    }
  });

  test('moves a loop forwards by playing on, and backwards at once', () => {
    const mixer = mono();
    const tone = mixer.playBuffer(numbers(20), { loop: endless });
    mixer.setLoop(tone, { startFrame: 6, endFrame: 8, times: 2 }, { time: { frame: 5 } });
    mixer.setLoop(tone, { startFrame: 0, endFrame: 3, times: 2 }, { time: { frame: 12 } });
    const heard = [...mixer.render(40)];
    const first = [0, 1, 2, 3, 4];
    // From 2 to 8 and the range once more, from 7 back to 0.
    expect(heard.slice(0, 12)).toEqual([...first, 2, 3, 4, 5, 6, 7, 6]);
    expect(heard.slice(12, 20)).toEqual([0, 1, 2, 0, 1, 2, 3, 4]);
    expect([tone.outcome, tone.totalFrames]).toEqual(['completed', 12 + 3 + 20]);
  });

  test('takes ends that are left out from the offset and length of the player', () => {
    const heardAfter = (loop: Loop) => {
      const mixer = mono();
      const tone = mixer.playBuffer(numbers(20), { offset: 2, length: 8, loop: endless });
      mixer.setLoop(tone, loop, { time: { frame: 3 } });
      return [...mixer.render(16)].slice(3);
    };
    expect(heardAfter({ times: 'endless' })).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5, 6]);
    expect(heardAfter({ lengthFrames: 2, times: 3 })).toEqual([
      ...[2, 3, 2, 3, 2, 3, 4, 5, 6, 7, 8, 9, 0],
    ]);
    expect(heardAfter({ startFrame: 8, times: 'endless' }).slice(0, 11)).toEqual([
      ...[2, 3, 4, 5, 6, 7, 8, 9, 8, 9, 8],
    ]);
  });

  test('changes what is still pending, by time, as soon as possible, and in a group', () => {
    const mixer = mono();
    const tone = mixer.playBuffer(numbers(6), { start: { frame: 4 }, loop: endless });
    mixer.setLoop(tone, { startFrame: 0, endFrame: 2, times: 2 });
    const other = mixer.playBuffer(numbers(6), { loop: endless, channels: [1] });
    mixer.schedule([{ type: 'setLoop', action: other, loop: null, time: 1 / sampleRate }], {
      origin: { frame: 9 },
    });
    mixer.render(64);
    expect([tone.totalFrames, tone.doneFrames]).toEqual([8, 8]);
    // It is at 3 of its second loop pass.
    expect([other.totalFrames, other.outcome]).toEqual([9 + 1 + 6 - 4, 'completed']);
  });

  test('of an action that is over changes nothing, and its account says so', () => {
    const mixer = mono();
    const tone = mixer.playBuffer(numbers(6));
    const looped = mixer.playBuffer(numbers(6), { loop: { times: 2 } });
    mixer.render(64);
    const changes = [tone, looped].map((action) =>
      mixer.setLoop(action, { startFrame: 0, endFrame: 1000, times: 'endless' }),
    );
    mixer.render(16);
    expect(changes.map(({ outcome, targetFound }) => [outcome, targetFound])).toEqual([
      ...[
        ['completed', false],
        ['completed', false],
      ],
    ]);
    expect(looped.totalFrames).toBe(12);
  });

  test('that comes too late is dropped, if it is to be', () => {
    const mixer = mono();
    const tone = mixer.playBuffer(numbers(6), { loop: endless });
    mixer.render(32);
    const change = mixer.setLoop(tone, null, { time: { frame: 3 }, allowBelated: false });
    mixer.render(32);
    expect([change.outcome, change.targetFound, tone.state]).toEqual(['belated', null, 'active']);
  });

  test('can be cancelled while it is pending', () => {
    const mixer = mono();
    const tone = mixer.playBuffer(numbers(6), { loop: endless });
    const change = mixer.setLoop(tone, null, { time: { frame: 40 } });
    mixer.cancel(change);
    mixer.render(64);
    expect([change.outcome, tone.totalFrames]).toEqual(['cancelled-before-start', null]);
  });

  test('is refused where there is no loop to change', () => {
    const mixer = mono();
    const ring = new RingBuffer(4, 64);
    const samples = SampleBuffer.from(numbers(9), { channels: 1, sampleRate });
    const start = { frame: 1000 };
    const plain = mixer.playBuffer(samples, { start });
    const streamed = mixer.playRingBuffer(ring, { start });
    const recorder = mixer.recordBuffer(samples, { start });
    const looped = mixer.playBuffer(samples, { start, loop: { times: 1 } });
    const faded = mixer.playBuffer(samples, { start, loop: { times: 1 }, fadeOut: 0.001 });
    const change = (action: Action, loop: unknown) => () => mixer.setLoop(action, loop as Loop);
    expect(change(plain, null)).toThrow(/scheduled without a loop, .*if only of one time/);
    expect(change(streamed, null)).toThrow(/Rings and streamed files have none/);
    expect(change(recorder, null)).toThrow(/Only what plays has a loop/);
    expect(change(faded, { times: 'endless' })).toThrow(/fade out must have an end/);
    expect(change(looped, { startFrame: 3, endFrame: 10, times: 2 })).toThrow(
      /frames 3 to 10, must lie before the sound's end at frame 9/,
    );
    expect(change(looped, { startFrame: 3, endFrame: 3, times: 2 })).toThrow(/not after/);
    expect(change(looped, { startFrame: -1, endFrame: 3, times: 2 })).toThrow(/startFrame/);
    expect(change(looped, { startFrame: 0, endFrame: 3 })).toThrow(/loop.times must be/);
    expect(change(looped, { startFrame: 0, end: 3, times: 2 })).toThrow(/mean "endFrame"/);
    for (const loop of [undefined, 5, 'none', false]) {
      expect(change(looped, loop)).toThrow(/loop must be a range with times, or null/);
    }
    const twice = { loop: { times: 3 } } as object;
    expect(() => mixer.setLoop(looped, null, twice)).toThrow(/loop is given twice/);
    const other = mono();
    expect(() => other.setLoop(looped, null)).toThrow(/another stream/);
    expect(change(looped, null)().outcome).toBe(null);
  });
});
