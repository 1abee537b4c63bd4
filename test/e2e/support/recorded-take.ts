import { channelOf, firstDifference } from '../../support/wav-file.ts';
import { type ActionCells, figureOf, type StudioPage } from './studio-page.ts';

/** The newest take of a session, and what its file holds. */
export interface RecordedTake {
  readonly name: string;
  /** Of input channel 1. */
  readonly samples: Float32Array;
  /** Stream frame of its first sample. */
  readonly startStreamFrame: number;
}

/** Reads the newest of `count` takes, as soon as all of them are in the journal with their accounts. */
export async function recordedTake(studio: StudioPage, count = 1): Promise<RecordedTake> {
  const { project } = await studio.sessionWhere(({ project: { takes } }) => {
    return takes.length === count && takes.every(({ account }) => account !== null);
  });
  const take = project.takes.at(-1);
  if (take?.account == null) throw new Error('The take has no account.');
  return {
    name: take.name,
    samples: channelOf(studio.readTake(take.file), 1),
    startStreamFrame: take.account.startStreamFrame,
  };
}

/** The frame of the take at which an action's first frame is heard. */
export function heardFrame(take: RecordedTake, cells: ActionCells, delayFrames: number): number {
  return figureOf(cells['started stream frame']) + delayFrames - take.startStreamFrame;
}

/** First frame of `expected` that the take does not hold as the action played it; null = all are. */
export function firstFrameNotHeard(
  take: RecordedTake,
  cells: ActionCells,
  delayFrames: number,
  expected: Float32Array,
): number | null {
  return firstDifference(take.samples, expected, heardFrame(take, cells, delayFrames), 1e-6);
}

/** How alike two signals are, whatever their level: 1 = the same, 0 = unrelated. */
export function likeness(
  recorded: Float32Array,
  expected: Float32Array,
  offsetFrames: number,
): number {
  let product = 0;
  let recordedPower = 0;
  let expectedPower = 0;
  for (let frame = 0; frame < expected.length; frame += 1) {
    const one = recorded[offsetFrames + frame] ?? 0;
    const other = expected[frame] ?? 0;
    product += one * other;
    recordedPower += one * one;
    expectedPower += other * other;
  }
  return product / Math.sqrt(recordedPower * expectedPower || 1);
}
