import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PollLoop } from '../../main/poll-loop.ts';
import { clip, fakeStudio, fill, projectOf } from '../support/fake-studio.ts';

describe('The poll loop', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  test('stays one loop, however often a poll changes something by itself', async () => {
    const { studio } = await fakeStudio();
    const tick = vi.spyOn(studio.transport, 'tick');
    const pollLoop = new PollLoop(studio);
    pollLoop.wake();
    for (let round = 0; round < 10; round += 1) {
      // What a poll finds out (an end, a decoded file) wakes the poll loop from within.
      tick.mockImplementationOnce(() => pollLoop.wake());
      pollLoop.wake();
      vi.advanceTimersByTime(0);
    }
    vi.advanceTimersByTime(1_000);
    tick.mockClear();
    vi.advanceTimersByTime(1_000);
    expect(tick).toHaveBeenCalledTimes(4);
    pollLoop.stop();
  });

  test('runs at 60 Hz while something plays', async () => {
    const fake = await fakeStudio();
    await fill(fake, projectOf([clip('one')]));
    const { transport } = fake.studio;
    const playing = transport.play(null);
    await fake.settle();
    expect(await playing).toMatchObject({ ok: true });
    const tick = vi.spyOn(transport, 'tick');
    const pollLoop = new PollLoop(fake.studio);
    pollLoop.wake();
    vi.advanceTimersByTime(1_000);
    expect(tick.mock.calls.length).toBeGreaterThanOrEqual(60);
    expect(tick.mock.calls.length).toBeLessThanOrEqual(64);
    pollLoop.stop();
  });

  test('sends what was not due yet with the next turn, also when nothing sounds any more', async () => {
    const { studio } = await fakeStudio();
    const { updates } = studio;
    updates.flush(Number.MAX_SAFE_INTEGER);
    const flush = vi.spyOn(updates, 'flush').mockImplementation(() => {});
    updates.put({ transport: studio.transport.status });
    const pollLoop = new PollLoop(studio);
    pollLoop.wake();
    vi.advanceTimersByTime(40);
    expect(flush.mock.calls.length).toBeGreaterThanOrEqual(3);
    pollLoop.stop();
  });

  test('sends what waited for the window as soon as it acknowledges, not with the next turn', async () => {
    const sent: number[] = [];
    const send = ({ sequence }: { readonly sequence: number }) => sent.push(sequence) > 0;
    const { studio } = await fakeStudio({ send });
    const pollLoop = new PollLoop(studio);
    const clock = vi.spyOn(performance, 'now').mockReturnValue(1e6);
    pollLoop.wake();
    vi.advanceTimersByTime(0);
    sent.length = 0;
    clock.mockReturnValue(2e6);
    studio.updates.put({ isSaveFailing: false });
    pollLoop.wake();
    vi.advanceTimersByTime(0);
    studio.updates.put({ isSaveFailing: true });
    clock.mockReturnValue(2e6 + 100);
    expect(sent).toHaveLength(1);
    pollLoop.acknowledge(studio.updates.sequence, 50);
    vi.advanceTimersByTime(0);
    expect(sent).toHaveLength(2);
    vi.restoreAllMocks();
    pollLoop.stop();
  });

  test('reads what only moves at the pace of the window', async () => {
    const fake = await fakeStudio();
    await fill(fake, projectOf([clip('one')]));
    const playing = fake.studio.transport.play(null);
    await fake.settle();
    expect(await playing).toMatchObject({ ok: true });
    const levels = vi.spyOn(fake.native.stream, 'takeLevels');
    const pollLoop = new PollLoop(fake.studio);
    let now = 1e6;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
    const readsInOneSecond = () => {
      levels.mockClear();
      for (const end = now + 1_000; now < end; now += 1) vi.advanceTimersByTime(1);
      return levels.mock.calls.length;
    };
    pollLoop.wake();
    expect(readsInOneSecond()).toBeGreaterThanOrEqual(19);
    pollLoop.acknowledge(0, 100);
    readsInOneSecond();
    const slow = readsInOneSecond();
    expect(slow).toBeGreaterThanOrEqual(9);
    expect(slow).toBeLessThanOrEqual(11);
    clock.mockRestore();
    pollLoop.stop();
  });

  test('tells within a second of a priority that the callback got or lost while it ran', async () => {
    const { studio, native } = await fakeStudio();
    const pollLoop = new PollLoop(studio);
    pollLoop.wake();
    vi.advanceTimersByTime(250);
    native.stream.priority = { policy: 'normal', reason: 'taken-away' };
    // The loop counts real time.
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 1_000);
    vi.advanceTimersByTime(250);
    expect(studio.engine.status.priority).toEqual(native.stream.priority);
    vi.restoreAllMocks();
    pollLoop.stop();
  });

  test('does nothing once it was stopped', async () => {
    const { studio } = await fakeStudio();
    const tick = vi.spyOn(studio.transport, 'tick');
    const pollLoop = new PollLoop(studio);
    tick.mockImplementationOnce(() => pollLoop.stop());
    pollLoop.wake();
    vi.advanceTimersByTime(2_000);
    expect(tick).toHaveBeenCalledTimes(1);
  });
});
