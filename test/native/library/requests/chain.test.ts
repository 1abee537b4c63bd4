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

  test('takes the place of a link that was cancelled with its chain and not collected yet', async () => {
    const mixer = loopback({ virtual: { speed: 1 } });
    const first = mixer.playBuffer(ones(48_000), { channels: [1] });
    const second = mixer.playBuffer(ones(10), { channels: [1], start: { after: first } });
    const third = mixer.playBuffer(ones(10), { channels: [1], start: { after: second } });
    mixer.start();
    mixer.cancel(second, { chain: true });
    // The callback has done it, and it is not collected yet.
    const deadline = performance.now() + 10_000;
    while (mixer.frame < 1024 && performance.now() < deadline);
    const last = mixer.playBuffer(ones(10), { channels: [1], start: { after: third } });
    await mixer.wait(last);
    expect(third.outcome).toBe('cancelled-before-start');
    expect([first.outcome, first.doneFrames]).toEqual(['completed', 48_000]);
    expect([last.requestedFrame, last.actualFrame]).toEqual([first.endFrame, first.endFrame]);
    await mixer.close();
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
