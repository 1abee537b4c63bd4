/** Takes on the virtual device's loop, which runs on the frames of the device. */
import { describe, expect, test } from 'vitest';
import {
  MixerAndRecorder,
  type OnLoss,
  type RecordedLoss,
  SampleBuffer,
  type VirtualFault,
} from '../../../../native/index.ts';

const BLOCK = 64;
const LOSSES = process.env.RTMIXER_LONG === '1' ? 1_000 : 20;
/** 0.3 s apart or more. */
const APART = 225 * BLOCK;

function randomFaults(kinds: readonly VirtualFault['kind'][]): VirtualFault[] {
  let state = kinds.length;
  const random = (most: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * most);
  };
  let frame = APART;
  return Array.from({ length: LOSSES }, () => {
    frame += APART + BLOCK * random(20);
    const kind = kinds[random(kinds.length)] as VirtualFault['kind'];
    return { kind, frame, frames: BLOCK + random(2_000) };
  });
}

const lostOf = (faults: readonly VirtualFault[], kind: 'lostInput' | 'lostOutput') =>
  faults
    .filter((fault) => fault.kind === kind || fault.kind === 'lostBlocks')
    .reduce((sum, { frames = 0 }) => sum + frames, 0);

async function recorded(faults: readonly VirtualFault[], onLoss: OnLoss) {
  const alone = faults.filter(({ kind }) => kind === 'lostInput');
  const delayFrames = BLOCK + lostOf(alone, 'lostInput');
  const streamFrames = (faults.at(-1)?.frame ?? 0) + APART;
  const frames = streamFrames + lostOf(faults, 'lostInput');
  await using mixer = new MixerAndRecorder({
    hostApi: 'Virtual',
    channels: 1,
    sampleRate: 48_000,
    blockSize: BLOCK,
    virtual: { speed: 0, delayFrames, faults },
  });
  const ramp = new Float32Array(frames).map((_, frame) => (frame + 1) / 2 ** 24);
  const target = SampleBuffer.create({ channels: 1, frames, sampleRate: 48_000 });
  mixer.playBuffer(ramp, { start: { frame: 0 } });
  const take = mixer.recordBuffer(target, { start: { frame: 0 }, onLoss });
  await mixer.startAsync();
  await take.finished;
  expect(take.outcome).toBe('completed');
  return { samples: target.copy(), losses: take.losses, filled: take.filledFrames, delayFrames };
}

/** In the order of the faults: frames of stream and directions. */
function truthOf(faults: readonly VirtualFault[]): Partial<RecordedLoss>[] {
  return faults.map(({ kind, frame, frames = 0 }) => ({
    streamFrame: frame,
    inputFrames: kind === 'lostOutput' ? 0 : frames,
    outputFrames: kind === 'lostInput' ? 0 : frames,
    source: 'told',
  }));
}

/** How many recorded frames lie elsewhere than `placeOf` says of the played frame they hold; null = they
 * were on their way when both directions lost frames, and came earlier for that. */
function misplaced(samples: Float32Array, placeOf: (played: number) => number | null): number {
  let wrong = 0;
  samples.forEach((sample, frame) => {
    if (sample === 0) return;
    const played = Math.round(sample * 2 ** 24) - 1;
    const place = placeOf(played);
    if (place !== null && place !== frame) wrong += 1;
  });
  return wrong;
}

/** How many of ascending frames lie at a frame or before. */
function countUntil(frames: readonly number[], frame: number): number {
  let from = 0;
  let to = frames.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((frames[middle] ?? 0) <= frame) from = middle + 1;
    else to = middle;
  }
  return from;
}

describe('Random losses of the device', () => {
  test('leave a take in step with the stream, to the frame', async () => {
    const faults = randomFaults(['lostInput', 'lostBlocks']);
    const { samples, losses, filled, delayFrames } = await recorded(faults, 'mark');
    const known = losses.slice(0, LOSSES);
    expect(known).toMatchObject(truthOf(faults));
    const alone = faults.filter(({ kind }) => kind === 'lostInput');
    expect(filled).toBe(lostOf(alone, 'lostInput'));
    const both = faults.filter(({ kind }) => kind === 'lostBlocks').map(({ frame }) => frame);
    const isOnItsWay = (played: number) =>
      countUntil(both, played + delayFrames) > countUntil(both, played);
    const placeOf = (played: number) => (isOnItsWay(played) ? null : played + delayFrames);
    expect(misplaced(samples, placeOf)).toBe(0);
    const inStep = samples.filter((sample, frame) => sample !== 0 && !isOnItsWay(frame));
    expect(inStep.length).toBeGreaterThan(LOSSES * BLOCK);
  });

  test('leave a take that fills what is lost in step with the time of the device', async () => {
    const faults = randomFaults(['lostInput', 'lostOutput', 'lostBlocks']);
    const { samples, losses, filled, delayFrames } = await recorded(faults, 'fill');
    expect(losses).toMatchObject(truthOf(faults));
    expect(filled).toBe(lostOf(faults, 'lostInput'));
    const shifts = faults.filter(({ kind }) => kind !== 'lostInput');
    let passed = 0;
    const offsets = shifts.map(({ frames = 0 }) => {
      passed += frames;
      return passed;
    });
    const places = shifts.map(({ frame }) => frame);
    const lostBefore = (played: number) => offsets[countUntil(places, played) - 1] ?? 0;
    expect(misplaced(samples, (played) => played + lostBefore(played) + delayFrames)).toBe(0);
  });
});
