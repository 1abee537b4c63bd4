import { describe, expect, test } from 'vitest';
import { type Action, OfflineMixer, RingBuffer } from '../../../../native/index.ts';
import { ramp, soundingFrames } from '../../support/signals.ts';
import { loopback } from '../../support/streams.ts';

const sampleRate = 48_000;
const ones = (count: number) => new Float32Array(count).fill(1);

function mono(blockSize = 16): OfflineMixer {
  return new OfflineMixer({ sampleRate, channels: [1, 1], blockSize });
}

describe('a chain', () => {
  test('joins sounds and rings of unknown length without a gap', () => {
    const mixer = mono();
    const samples = ramp(100);
    const ring = new RingBuffer(4, 64);
    ring.write(samples.subarray(30, 60));
    const first = mixer.playBuffer(samples, { length: 30, start: { frame: 7 } });
    const second = mixer.playRingBuffer(ring, { start: { after: first } });
    const third = mixer.playBuffer(samples, { offset: 60, start: { after: second } });
    const output = mixer.render(200);
    expect(output.subarray(7, 107)).toEqual(samples);
    expect(soundingFrames(output)).toHaveLength(100);
    expect([second.outcome, second.requestedFrame, second.actualFrame]).toEqual([
      'starved',
      37,
      37,
    ]);
    expect([first.endFrame, second.endFrame, third.endFrame]).toEqual([37, 67, 107]);
  });

  test('can be scheduled in one call, by numbers', () => {
    const mixer = mono();
    const samples = ramp(10);
    const actions = mixer.schedule(
      [
        { type: 'playBuffer', samples, start: { frame: 2 } },
        { type: 'playBuffer', samples, start: { after: { request: 1 } } },
        { type: 'recordBuffer', target: ones(5), start: { after: { request: 2 } } },
      ],
      { origin: { frame: 20 } },
    );
    expect(actions.map(({ requestedFrame }) => requestedFrame)).toEqual([22, null, null]);
    mixer.render(64);
    expect(actions.map(({ actualFrame }) => actualFrame)).toEqual([22, 32, 42]);
  });

  test('goes on where it has ended: late, as allowBelated says', () => {
    const mixer = mono();
    const first = mixer.playBuffer(ones(10));
    mixer.render(32);
    const start = { after: first };
    const trimmed = mixer.playBuffer(ones(30), { start, allowBelated: 'trim' });
    const dropped = mixer.playBuffer(ones(30), { start, allowBelated: false });
    mixer.render(32);
    expect([trimmed.requestedFrame, trimmed.skippedFrames]).toEqual([10, 22]);
    expect([dropped.outcome, dropped.requestedFrame]).toEqual(['belated', 10]);
  });

  test('takes the place of a link that was cancelled before its start, even if scheduled afterwards', () => {
    const mixer = mono();
    const first = mixer.playBuffer(ones(100));
    const second = mixer.playBuffer(ones(100), { start: { after: first } });
    mixer.cancel(second);
    mixer.render(32);
    const third = mixer.playBuffer(ones(100), { start: { after: second } });
    mixer.render(200);
    expect([second.outcome, second.endFrame]).toEqual(['cancelled-before-start', null]);
    expect(third.actualFrame).toBe(100);
  });

  test('takes the place of a link that is being cancelled with its chain, or is cancelled with it, but never begins at once', async () => {
    const mixer = loopback({ virtual: { speed: 1 } });
    const play = (length: number, after?: Action) =>
      mixer.playBuffer(ones(length), { channels: [1], ...(after && { start: { after } }) });
    mixer.start();
    const [deadline, twoBlocks] = [performance.now() + 60_000, 128];
    const tries = Array.from({ length: 12 }, (_, k) => {
      const first = play(10_000_000);
      const second = play(10, first);
      const third = play(10, second);
      mixer.cancel(second, { chain: true });
      const frame = mixer.frame;
      while (mixer.frame < frame + (k % 3) * twoBlocks && performance.now() < deadline);
      return { first, third, last: play(10, third) };
    });
    for (const { first } of tries) {
      mixer.cancel(first);
    }
    await Promise.all(tries.map(({ last }) => mixer.wait(last)));
    await mixer.close();
    for (const { first, third, last } of tries) {
      expect(third.outcome).toBe('cancelled-before-start');
      expect(first.outcome).toBe('cancelled');
      if (last.outcome !== 'cancelled-before-start') {
        expect([last.requestedFrame, last.actualFrame]).toEqual([first.endFrame, first.endFrame]);
      }
    }
    expect(tries[11]?.last.outcome).toBe('completed');
  });

  test('is cancelled as a whole, whichever link sounds', () => {
    const mixer = mono();
    const links: Action[] = [mixer.playBuffer(ones(10))];
    for (let k = 1; k < 20; k++) {
      links.push(mixer.playBuffer(ones(10), { start: { after: links[k - 1] as Action } }));
    }
    mixer.cancel(links[0] as Action, { chain: true, time: { frame: 55 }, fade: { frames: 2 } });
    const output = mixer.render(300);
    expect(soundingFrames(output)).toHaveLength(57);
    expect(links.map(({ outcome }) => outcome)).toEqual([
      ...Array(5).fill('completed'),
      'cancelled',
      ...Array(14).fill('cancelled-before-start'),
    ]);
    expect(mixer.actions.size).toBe(0);
  });

  test('a cancel of a chain is read once, so that it is refused as a whole or not at all', () => {
    const mixer = mono();
    const head = mixer.playBuffer(ones(50));
    const follower = mixer.playBuffer(ones(50), { start: { after: head } });
    let reads = 0;
    const onlyOnce = (value: number) => {
      reads++;
      if (reads > 2) {
        throw new Error('Read again.');
      }
      return value;
    };
    const fade = {
      get frames() {
        return onlyOnce(4);
      },
    };
    const time = {
      get frame() {
        return onlyOnce(10);
      },
    };
    const cut = mixer.cancel(head, { chain: true, fade: fade, time });
    mixer.render(64);
    expect([cut.outcome, head.doneFrames, follower.outcome]).toEqual([
      'completed',
      14,
      'cancelled-before-start',
    ]);
  });
});

describe('a gap in a chain', () => {
  const play = (mixer: OfflineMixer, start: object, length = 10) =>
    mixer.playBuffer(ones(length), { start: start as never });

  test('is silent for exactly as many frames as it has, in whatever blocks', () => {
    for (const blockSize of [1, 16, 64, 700]) {
      const mixer = mono(blockSize);
      const first = play(mixer, { frame: 7 });
      const second = play(mixer, { after: first, frames: 100 });
      const third = play(mixer, { after: second, frames: 0 });
      const output = mixer.render(400);
      const heard = [...soundingFrames(output)];
      expect([heard[0], heard[9], heard[10], heard.at(-1), heard.length]).toEqual([
        ...[7, 16, 117, 136, 30],
      ]);
      expect([second.requestedFrame, third.requestedFrame]).toEqual([117, 127]);
    }
  });

  test('counts between the rows of a call, and of a group', () => {
    const mixer = mono();
    const samples = ones(10);
    const actions = mixer.schedule(
      [
        { type: 'playBuffer', samples, start: { frame: 2 } },
        { type: 'playBuffer', samples, start: { after: { request: 1 }, frames: 5 } },
        { type: 'recordBuffer', target: ones(5), start: { after: { request: 2 }, frames: 40 } },
      ],
      { origin: { frame: 20 } },
    );
    mixer.render(128);
    expect(actions.map(({ actualFrame }) => actualFrame)).toEqual([22, 37, 87]);
  });

  test('is pending with a known frame while it lasts, and can be cancelled', () => {
    const mixer = mono();
    const first = play(mixer, { frame: 0 });
    const second = play(mixer, { after: first, frames: 100 });
    mixer.render(32);
    expect([second.state, second.requestedFrame]).toEqual(['pending', 110]);
    mixer.cancel(second);
    const third = play(mixer, { after: second, frames: 5 });
    mixer.render(200);
    expect([second.outcome, third.actualFrame]).toEqual(['cancelled-before-start', 115]);
  });

  test('counts for what takes the place of a cancelled link, before and after its predecessor ends', () => {
    const mixer = mono();
    const first = play(mixer, { frame: 0 }, 50);
    const second = play(mixer, { after: first, frames: 30 });
    const third = play(mixer, { after: second, frames: 20 });
    mixer.cancel(third);
    mixer.cancel(second);
    mixer.render(16);
    const waiting = play(mixer, { after: third, frames: 3 });
    mixer.render(64);
    const late = play(mixer, { after: third, frames: 4 });
    mixer.render(64);
    const over = play(mixer, { after: third, frames: 80 });
    mixer.render(200);
    expect([waiting, late, over].map(({ actualFrame }) => actualFrame)).toEqual([103, 104, 180]);
  });

  test('after what is over is late only when the gap is over, too', () => {
    const mixer = mono();
    const first = play(mixer, { frame: 0 });
    mixer.render(32);
    const start = (frames: number) => ({ after: first, frames });
    const inTime = mixer.playBuffer(ones(5), { start: start(22), allowBelated: false });
    const dropped = mixer.playBuffer(ones(5), { start: start(21), allowBelated: false });
    const trimmed = mixer.playBuffer(ones(5), { start: start(20), allowBelated: 'trim' });
    mixer.render(32);
    expect([inTime.actualFrame, dropped.outcome, trimmed.skippedFrames]).toEqual([
      ...[32, 'belated', 2],
    ]);
  });

  test('counts from where a cancel or an empty ring ends the link before', () => {
    const mixer = mono();
    const ring = new RingBuffer(4, 64);
    ring.write(ones(30));
    const starved = mixer.playRingBuffer(ring);
    const after = play(mixer, { after: starved, frames: 7 }, 100);
    const last = play(mixer, { after, frames: 9 });
    mixer.cancel(after, { time: { frame: 50 }, fade: { frames: 10 } });
    mixer.render(200);
    expect([starved.outcome, after.actualFrame, last.actualFrame]).toEqual(['starved', 37, 69]);
  });

  test('is a whole number of frames from 0 to 2^52 - 1', () => {
    const mixer = mono();
    const after = play(mixer, { frame: 0 });
    for (const frames of [-1, 0.5, Number.NaN, Infinity, 2 ** 52, '5', null, {}]) {
      expect(() => play(mixer, { after, frames })).toThrow(
        /start.frames must be a whole number, 0 to 4503599627370495, not/,
      );
    }
    const far = play(mixer, { after, frames: 2 ** 52 - 1 });
    const farther = play(mixer, { after: far, frames: 2 ** 52 - 1 });
    mixer.cancel(far);
    mixer.render(64);
    expect(play(mixer, { after: far, frames: 2 ** 52 - 1 }).state).toBe('pending');
    expect([far.outcome, farther.state]).toEqual(['cancelled-before-start', 'pending']);
  });

  test('has no other name, and no place where nothing is followed', () => {
    const mixer = mono();
    const after = play(mixer, { frame: 0 });
    expect(() => play(mixer, { after, frame: 5 })).toThrow(/after or frame, not both/);
    expect(() => play(mixer, { after, gap: 5 })).toThrow(
      /no option "gap"; start has after, frames/,
    );
    expect(() => play(mixer, { after, Frames: 5 })).toThrow(/did you mean "frames"/);
    expect(() => play(mixer, { frame: 5, frames: 5 })).toThrow(/no option "frames"/);
    expect(() => play(mixer, { frames: 5 })).toThrow(/start must be/);
    const time = { after, frames: 5 } as never;
    expect(() => mixer.cancel(after, { time })).toThrow(/time must be/);
  });
});
