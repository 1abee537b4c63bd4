import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Action,
  type AllowBelated,
  type Loop,
  type MixerRequest,
  OfflineMixer,
  type PlayBufferColumns,
  SampleBuffer,
} from '../../../../native/index.ts';
import { ramp, randomNumbers } from '../../support/signals.ts';
import { codeThrownBy, loopback } from '../../support/streams.ts';

const sampleRate = 48_000;
/** Hides wrong types from the compiler, as JavaScript does. */
const anything = (value: unknown) => value as never;

function noise(frames: number, seed: number): SampleBuffer {
  const random = randomNumbers(seed);
  const samples = Float32Array.from({ length: frames * 2 }, () => 2 * random() - 1);
  return SampleBuffer.from(samples, { channels: 2, sampleRate });
}

const buffers = [noise(400, 1), noise(250, 2), noise(90, 3)];
const one = buffers[0] as SampleBuffer;

function stereo(blockSize = 64): OfflineMixer {
  return new OfflineMixer({ sampleRate, channels: [0, 2], blockSize });
}

/** What an account consists of. */
function accountOf(action: Action) {
  const { state, outcome, streamNumber, requestedTime, actualTime, requestedFrame } = action;
  const { actualFrame, totalFrames, doneFrames, skippedFrames, channels, samples } = action;
  const times = { requestedTime, actualTime, requestedFrame, actualFrame };
  const rest = { totalFrames, doneFrames, skippedFrames, channels, samples };
  return {
    state,
    outcome,
    streamNumber,
    ...times,
    ...rest,
    stats: action.stats,
    type: action.type,
  };
}

const row = fc.record({
  start: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 900 })),
  buffer: fc.nat(buffers.length - 1),
  offset: fc.nat(40),
  length: fc.nat(50),
  gain: fc.constantFrom(1, 0.5, -1, 0.3, 0),
});

const batch = fc.record({
  rows: fc.array(row, { minLength: 1, maxLength: 200 }),
  inFrames: fc.boolean(),
  origin: fc.constantFrom(undefined, 0, { frame: 300 }, 0.004),
  allowBelated: fc.constantFrom<AllowBelated>(true, false, 'trim'),
  channels: fc.constantFrom([1, 2], [2, 1], [2, 2]),
  renderedBefore: fc.constantFrom(0, 128, 500),
});

type Batch = typeof batch extends fc.Arbitrary<infer Value> ? Value : never;

function columnsOf({ rows, inFrames, allowBelated, channels }: Batch): PlayBufferColumns {
  const start = Float64Array.from(rows, ({ start }) => (inFrames ? start : start / sampleRate));
  return {
    type: 'playBuffer',
    ...(inFrames ? { startFrame: start } : { start }),
    samples: buffers,
    sampleIndex: Uint32Array.from(rows, ({ buffer }) => buffer),
    offset: Int32Array.from(rows, ({ offset }) => offset),
    length: Float64Array.from(rows, ({ length }) => length),
    gain: Float32Array.from(rows, ({ gain }) => gain),
    allowBelated,
    channels,
  };
}

function requestsOf({ rows, inFrames, allowBelated, channels }: Batch): MixerRequest[] {
  return rows.map(({ start, buffer, offset, length, gain }) => ({
    type: 'playBuffer',
    start: inFrames ? { frame: start } : start / sampleRate,
    samples: buffers[buffer] as SampleBuffer,
    ...{ offset, length, gain, allowBelated, channels },
  }));
}

describe('a batch by columns', () => {
  test('is the same as a batch of objects, to the bit and to the last account', () => {
    fc.assert(
      fc.property(batch, (given) => {
        const [byColumns, byObjects] = [stereo(48), stereo(48)];
        const group = given.origin === undefined ? {} : { origin: given.origin };
        byColumns.render(given.renderedBefore);
        byObjects.render(given.renderedBefore);
        const list = byColumns.scheduleColumns(columnsOf(given), group);
        const actions = byObjects.schedule(requestsOf(given), group);
        const early = list.at(0) as Action;
        expect(accountOf(early)).toEqual(accountOf(actions[0] as Action));
        expect(byColumns.render(1500)).toEqual(byObjects.render(1500));
        expect(Array.from(list, accountOf)).toEqual(actions.map(accountOf));
        expect(list.at(0)).toBe(early);
      }),
      { numRuns: 300, seed: 20_261_122 },
    );
  });

  test('is a list that counts from both ends and gives the same objects again', () => {
    const mixer = stereo();
    const startFrame = Float64Array.of(10, 20, 30);
    const list = mixer.scheduleColumns({ type: 'playBuffer', samples: one, startFrame });
    expect(list.length).toBe(3);
    expect(list.at(-1)).toBe(list.at(2));
    expect([list.at(3), list.at(-4), list.at(Number.NaN)]).toEqual([
      undefined,
      undefined,
      list.at(0),
    ]);
    expect([...list].map(({ requestedFrame }) => requestedFrame)).toEqual([10, 20, 30]);
    expect([...list]).toEqual([list.at(0), list.at(1), list.at(2)]);
  });

  test('has one value for all rows where an option has no column', () => {
    const mixer = stereo();
    const columns = { samples: one, offset: 5, length: 7, gain: 0.5, channels: [2, 1] };
    const list = mixer.scheduleColumns({
      type: 'playBuffer',
      startFrame: Float64Array.of(100),
      ...columns,
    });
    const other = stereo();
    other.playBuffer(one, { ...columns, start: { frame: 100 } });
    expect(mixer.render(200)).toEqual(other.render(200));
    expect(list.at(0)).toMatchObject({ channels: [2, 1], totalFrames: 7, doneFrames: 7 });
  });

  test("loops each row's own sound where the loop has no ends", () => {
    const three = SampleBuffer.from(Float32Array.of(1, 2, 3), { channels: 1, sampleRate });
    const five = SampleBuffer.from(Float32Array.of(1, 2, 3, 4, 5), { channels: 1, sampleRate });
    const rows = [
      { samples: three, offset: 0, length: 3 },
      { samples: five, offset: 0, length: 5 },
      { samples: five, offset: 1, length: 4 },
      { samples: five, offset: 1, length: 3 },
    ];
    const loops: Loop[] = [
      { times: 2 },
      { times: 2, startFrame: 2 },
      { times: 3, endFrame: 3 },
      { times: 2, lengthFrames: 2 },
      { times: 2, startFrame: 1, lengthFrames: 2 },
      { times: 'endless', endFrame: 2 },
    ];
    for (const loop of loops) {
      const [byColumns, byObjects] = [stereo(), stereo()];
      const list = byColumns.scheduleColumns({
        type: 'playBuffer',
        samples: [three, five],
        sampleIndex: Uint32Array.of(0, 1, 1, 1),
        startFrame: Float64Array.of(0, 20, 40, 60),
        offset: Float64Array.from(rows, ({ offset }) => offset),
        length: Float64Array.from(rows, ({ length }) => length),
        loop,
      });
      const actions = byObjects.schedule(
        rows.map((row, k) => ({ type: 'playBuffer', ...row, start: { frame: 20 * k }, loop })),
      );
      expect(byColumns.render(100)).toEqual(byObjects.render(100));
      expect(Array.from(list, accountOf)).toEqual(actions.map(accountOf));
    }
  });

  test('without rows is an empty list', () => {
    const mixer = stereo();
    const columns = { samples: one, start: new Float64Array(0) };
    const list = mixer.scheduleColumns({ type: 'playBuffer', ...columns });
    expect([...list]).toEqual([]);
    expect(mixer.actions.size).toBe(0);
  });

  test('takes the arrays as they are when it is called', () => {
    const mixer = stereo();
    const startFrame = Float64Array.of(0, 50);
    const sampleIndex = Uint32Array.of(2, 1);
    const list = mixer.scheduleColumns({
      type: 'playBuffer',
      ...{ samples: buffers, startFrame, sampleIndex },
    });
    startFrame.fill(9000);
    sampleIndex.fill(0);
    mixer.render(400);
    expect(Array.from(list, ({ samples }) => samples)).toEqual([buffers[2], buffers[1]]);
    expect(Array.from(list, ({ actualFrame }) => actualFrame)).toEqual([0, 50]);
  });
});

describe('the actions of a batch by columns', () => {
  const three = (mixer: OfflineMixer) =>
    mixer.scheduleColumns({
      type: 'playBuffer',
      samples: one,
      startFrame: Float64Array.of(0, 1000, 2000),
    });

  test('can be cancelled, pending, sounding and finished', () => {
    const mixer = stereo();
    const list = three(mixer);
    mixer.render(64);
    const cancels = [0, 1].map((k) => mixer.cancel(list.at(k) as Action));
    mixer.render(3000);
    expect(Array.from(list, ({ outcome }) => outcome)).toEqual([
      'cancelled',
      'cancelled-before-start',
      'completed',
    ]);
    const late = mixer.cancel(list.at(2) as Action);
    mixer.render(64);
    expect([...cancels, late].map(({ outcome }) => outcome)).toEqual(Array(3).fill('completed'));
    expect(list.at(2)?.outcome).toBe('completed');
  });

  test('are among the unfinished ones until they end', () => {
    const mixer = stereo();
    const list = three(mixer);
    expect([...mixer.actions]).toEqual([...list]);
    mixer.render(1200);
    expect([...mixer.actions]).toEqual([list.at(1), list.at(2)]);
    mixer.render(2000);
    expect(mixer.actions.size).toBe(0);
  });

  test('resolve their promises, and each account is found when all are finished', async () => {
    const mixer = stereo();
    const list = three(mixer);
    const first = (list.at(0) as Action).finished;
    mixer.render(4000);
    expect(await first).toBe(list.at(0));
    expect(await (list.at(2) as Action).finished).toBe(list.at(2));
    expect(list.at(2)).toMatchObject({ outcome: 'completed', actualFrame: 2000, doneFrames: 400 });
  });

  test('are reported to listeners, whether they were asked for or not', async () => {
    const mixer = stereo();
    const heard: Action[] = [];
    mixer.onActionsFinished((actions) => heard.push(...actions));
    const list = three(mixer);
    const early = list.at(1);
    const other = mixer.playBuffer(one, { start: { frame: 500 } });
    mixer.render(4000);
    await Promise.resolve();
    expect(heard).toEqual([list.at(0), other, early, list.at(2)]);
  });

  test('end when the mixer is closed', () => {
    const mixer = stereo();
    const list = three(mixer);
    mixer.render(1100);
    mixer.close();
    expect(Array.from(list, ({ outcome }) => outcome)).toEqual([
      'completed',
      'stream-stopped',
      'stream-stopped',
    ]);
    expect(codeThrownBy(() => three(mixer))).toBe('stream-closed');
  });

  test('are awaited by wait() without being asked for', async () => {
    await using mixer = loopback();
    mixer.start();
    const start = Float64Array.from({ length: 500 }, (_, k) => mixer.time + 0.1 + k / 1000);
    const list = mixer.scheduleColumns({ type: 'playBuffer', samples: one, start });
    await mixer.wait();
    expect(mixer.actions.size).toBe(0);
    const outcomes = new Set(Array.from(list, ({ outcome }) => outcome));
    expect(outcomes).toEqual(new Set(['completed']));
    expect(await mixer.wait(list.at(7) as Action)).toBe(list.at(7));
  });

  test('all have an account, a million of them', () => {
    const count = 1_000_000;
    const mixer = stereo(512);
    const short = SampleBuffer.from(ramp(2, 2), { channels: 2, sampleRate });
    const startFrame = Float64Array.from({ length: count }, (_, k) => (k * 7919) % count);
    const list = mixer.scheduleColumns({ type: 'playBuffer', samples: short, startFrame });
    mixer.render(count + 2);
    expect(mixer.actions.size).toBe(0);
    let wrong = 0;
    for (let k = 0; k < count; k += 97) {
      const action = list.at(k);
      const right = action?.outcome === 'completed' && action.actualFrame === startFrame[k];
      wrong += right ? 0 : 1;
    }
    expect(wrong).toBe(0);
  });
});

describe('columns that do not fit', () => {
  const good = () => ({
    type: 'playBuffer' as const,
    samples: buffers,
    sampleIndex: Uint32Array.of(0, 1, 2),
    startFrame: Float64Array.of(1, 2, 3),
  });

  /** The error for good columns with one change; nothing may be scheduled. */
  function refusal(wrong: object, options = {}): string {
    const mixer = stereo();
    try {
      mixer.scheduleColumns(anything({ ...good(), ...wrong }), options);
    } catch (error) {
      expect(mixer.actions.size).toBe(0);
      return `${(error as { code: string }).code}: ${(error as Error).message}`;
    }
    return 'nothing';
  }

  test('good ones do', () => {
    expect(refusal({})).toBe('nothing');
  });

  test('no value that is not finite or not whole, with the row from 1', () => {
    const wrong = Float64Array.of(1, Number.NaN, 3);
    expect(refusal({ startFrame: wrong })).toMatch(/^invalid-time: Row 2: .*whole number/);
    expect(refusal({ startFrame: Float64Array.of(1, 2, 2.5) })).toMatch(/^invalid-time: Row 3/);
    expect(refusal({ startFrame: Float64Array.of(1, 2, 1e300) })).toMatch(/^invalid-time: Row 3/);
    const seconds = { startFrame: undefined, start: wrong };
    expect(refusal(seconds)).toMatch(/^invalid-time: Row 2: .*seconds/);
    expect(refusal(seconds, { origin: 0 })).toMatch(/^invalid-time: Row 2/);
    expect(refusal({ gain: wrong })).toMatch(/^invalid-argument: Row 2: The gain/);
    expect(refusal({ gain: Float64Array.of(1, 1, 1e300) })).toMatch(/^invalid-argument: Row 3/);
    expect(refusal({ offset: wrong })).toMatch(/^invalid-argument: Row 2: The offset/);
    expect(refusal({ length: Int32Array.of(1, -1, 1) })).toMatch(/^invalid-argument: Row 2/);
  });

  test('no range beyond the samples, no samples that do not exist', () => {
    expect(refusal({ offset: Int32Array.of(0, 0, 91) })).toMatch(/^invalid-argument: Row 3: .*90/);
    expect(refusal({ length: 300 })).toMatch(/^invalid-argument: Row 2: .*250/);
    expect(refusal({ sampleIndex: Uint32Array.of(0, 3, 0) })).toMatch(
      /^invalid-argument: Row 2: There is no sample buffer 3; they are numbered from 0 to 2/,
    );
    const slow = SampleBuffer.create({ channels: 2, frames: 1, sampleRate: 8000 });
    expect(refusal({ samples: [one, slow, one] })).toMatch(/^rate-mismatch: Row 2/);
  });

  test('no columns of another length', () => {
    expect(refusal({ gain: Float32Array.of(1, 1) })).toMatch(/2 values for 3 rows/);
    expect(refusal({ sampleIndex: Uint32Array.of(1) })).toMatch(/1 values for 3 rows/);
    expect(refusal({ samples: one, sampleIndex: undefined, start: Float64Array.of(1) })).toMatch(
      /either start in seconds or startFrame/,
    );
  });

  test('no arrays whose memory was transferred or is shared with other threads', () => {
    const gone = Float64Array.of(1, 2, 3);
    structuredClone(gone, { transfer: [gone.buffer] });
    expect(refusal({ startFrame: gone })).toMatch(/transferred/);
    expect(refusal({ gain: gone })).toMatch(/transferred/);
    const shared = new Float64Array(new SharedArrayBuffer(24));
    expect(refusal({ startFrame: shared })).toMatch(/shared with other threads/);
    const grown = new ArrayBuffer(24, { maxByteLength: 48 });
    const following = new Float64Array(grown);
    grown.resize(40);
    expect(refusal({ gain: following })).toMatch(/5 values for 3 rows/);
    grown.resize(8);
    expect(refusal({ gain: following })).toMatch(/1 values for 3 rows/);
  });

  test("no copy but their own of the rows' places in the samples", () => {
    class Places extends Uint32Array {
      override slice(): never {
        throw new Error('This place is taken.');
      }
    }
    const mixer = stereo();
    const sampleIndex = new Places(2);
    const startFrame = Float64Array.of(0, 1);
    const list = mixer.scheduleColumns({
      type: 'playBuffer',
      samples: one,
      startFrame,
      sampleIndex,
    });
    mixer.render(640);
    expect([...list].map(({ samples, outcome }) => [samples, outcome])).toEqual([
      [one, 'completed'],
      [one, 'completed'],
    ]);
  });

  test('nothing that is not an array of numbers', () => {
    for (const wrong of ['1', {}, [1, 2, 3], null, new Uint8Array(3), new BigInt64Array(3)]) {
      expect(refusal({ gain: wrong })).toMatch(/^invalid-argument: gain must be/);
      expect(refusal({ startFrame: wrong })).toMatch(/^invalid-argument: startFrame must be/);
      expect(refusal({ sampleIndex: wrong })).toMatch(/^invalid-argument: sampleIndex must be/);
      expect(refusal({ samples: wrong })).toMatch(/^invalid-argument/);
    }
    expect(refusal({ samples: new Array(2 ** 32 - 1) })).toMatch(/^invalid-argument: .* up to/);
    expect(refusal({ samples: [] })).toMatch(/^invalid-argument: The list of samples is empty/);
    expect(refusal({ sampleIndex: undefined })).toMatch(/give sampleIndex/);
    expect(refusal({ type: 'recordBuffer' })).toMatch(/use schedule\(\) for other requests/);
    expect(refusal({ channels: [1] })).toMatch(/^invalid-channel: Row 1/);
    expect(codeThrownBy(() => stereo().scheduleColumns(anything(null)))).toBe('invalid-argument');
  });
});
