/** What the window is told of live actions, and what it makes of it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ActionLog } from '../../../main/accounts/action-log.ts';
import type { StreamRequest } from '../../../main/engine/native-mixer.ts';
import { Updates } from '../../../main/updates.ts';
import type { ActionRow } from '../../../preload/actions.ts';
import type { Update } from '../../../preload/contract.ts';
import { ActionProgress } from '../../../renderer/store/action-progress.ts';
import { activeActionsAfter } from '../../../renderer/store/active-actions.ts';
import { FakeAction } from '../../support/fake-stream.ts';

const origin = { streamNumber: 1, originFrame: 0 };
const CHANGED = { clipId: 'c', sourceId: 's', trackId: 't' };

function playRequest(length: number): StreamRequest {
  return {
    type: 'playBuffer',
    samples: { frames: 1 },
    channels: [1],
    start: 0,
    offset: 0,
    length,
    gain: 1,
    allowBelated: true,
  };
}

/** An action log, and the rows of a window that gets its updates. */
class WatchedLog {
  readonly log = new ActionLog();
  /** The same actions, read as a whole. */
  readonly reference = new ActionLog();
  #rows: readonly ActionRow[] = [];
  readonly #progress = new ActionProgress();
  readonly updates: Updates;
  readonly sent: Update[] = [];
  readonly #actions: FakeAction[] = [];
  readonly #changes: FakeAction[] = [];
  #frame = 0;
  #now = 0;

  constructor() {
    this.updates = new Updates((update) => {
      this.sent.push(update);
      this.#rows = activeActionsAfter(this.#rows, update);
      this.#progress.observe(update);
      return true;
    });
    this.log.onFinished((finishedActions) => this.updates.put({ finishedActions }));
  }

  enter(startFrame: number, length: number): void {
    const action = new FakeAction(playRequest(length), startFrame, 0);
    this.#actions.push(action);
    for (const log of [this.log, this.reference]) {
      log.enter([action], { name: `from ${startFrame}`, ...CHANGED }, origin);
    }
  }

  advance(frames: number): void {
    this.#frame += frames;
    for (const action of this.#actions) action.advance(this.#frame);
    for (const change of this.#changes) change.advance(this.#frame);
    for (const log of [this.log, this.reference]) log.finish(this.#actions);
  }

  /** Asks for silence, or for an end later on. */
  change(index: number, isEnd: boolean): void {
    const action = this.#actions[index % Math.max(1, this.#actions.length)];
    if (action === undefined || action.state === 'finished') return;
    const request: StreamRequest = isEnd
      ? { type: 'cancel', action, time: { frame: 1e9 } }
      : { type: 'setGain', action, gain: 0 };
    const change = new FakeAction(request, this.#frame + 50, 0);
    this.#changes.push(change);
    for (const log of [this.log, this.reference]) log.change([request], [change], 'edit');
  }

  /** As the poll loop does; the window acknowledges at once. */
  poll(milliseconds: number): void {
    this.#now += milliseconds;
    this.updates.put(this.log.liveChanges(this.#frame, this.#now));
    this.updates.flush(this.#now);
    this.updates.acknowledge(this.updates.sequence);
  }

  /** With how far they are. */
  get rows(): readonly ActionRow[] {
    return this.#rows.map((row) => {
      const { doneFrames, blocks } = this.#progress.of(row);
      return { ...row, doneFrames, stats: { ...row.stats, blocks } };
    });
  }

  get expected(): readonly ActionRow[] {
    return this.reference.live().activeActions;
  }
}

const byRequest = (rows: readonly ActionRow[]) =>
  rows.toSorted((one, other) => one.requestNumber - other.requestNumber);

const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('enter' as const), start: fc.nat(400), length: fc.nat(300) }),
    fc.record({ kind: fc.constant('advance' as const), frames: fc.nat(120) }),
    fc.record({ kind: fc.constant('change' as const), index: fc.nat(20), isEnd: fc.boolean() }),
    fc.record({ kind: fc.constant('poll' as const) }),
  ),
  { minLength: 5, maxLength: 40 },
);

test('the window has the live rows as they are, whatever came and went between two updates', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const watched = new WatchedLog();
      for (const step of all) {
        if (step.kind === 'enter') watched.enter(step.start, step.length + 1);
        if (step.kind === 'advance') watched.advance(step.frames);
        if (step.kind === 'change') watched.change(step.index, step.isEnd);
        if (step.kind !== 'poll') continue;
        watched.poll(1_000);
        expect(byRequest(watched.rows)).toEqual(byRequest(watched.expected));
      }
    }),
    { numRuns: 200, seed: 5 },
  );
});

test('a row is sent once, and of what sounds only how far it is', () => {
  const watched = new WatchedLog();
  for (let index = 0; index < 40; index += 1) watched.enter(10, 100_000);
  watched.advance(500);
  watched.poll(200);
  expect(watched.sent.at(-1)?.changedActions).toHaveLength(40);
  watched.advance(500);
  watched.poll(200);
  const { changedActions, actionProgress } = watched.sent.at(-1) ?? {};
  expect(changedActions).toBeUndefined();
  expect(actionProgress).toHaveLength(3 * 40);
  expect(watched.rows.every(({ doneFrames }) => doneFrames === 990)).toBe(true);
});

test('of many active actions the progress is sent so seldom that a second costs no more', () => {
  const bytesPerSecond = (count: number) => {
    const watched = new WatchedLog();
    for (let index = 0; index < count; index += 1) watched.enter(0, 1e9);
    watched.advance(100);
    watched.poll(20);
    watched.sent.length = 0;
    for (let milliseconds = 0; milliseconds < 4_000; milliseconds += 20) {
      watched.advance(960);
      watched.poll(20);
    }
    const bytes = watched.sent.map(({ actionProgress }) => actionProgress?.byteLength ?? 0);
    return bytes.reduce((sum, each) => sum + each, 0) / 4;
  };
  expect(bytesPerSecond(1_500)).toBeLessThanOrEqual(50_000);
  expect(bytesPerSecond(10)).toBeLessThan(5_000);
});
