/** What one voice costs per frame, beside the peers and beside the plain loop. */
import { type Figure, figure, median, ratios } from '../figure.ts';
import { readable } from '../table.ts';
import type { Participant } from './participant.ts';

/** So many voices in blocks of such a size, each playing a sound of its own of such a length. */
export interface MixingScene {
  readonly voices: number;
  readonly blockFrames: number;
  readonly soundFrames: number;
}

/** A peer in one way of using it. */
export interface Rival {
  readonly participant: Participant;
  readonly title: string;
  /** Has blocks of its own size, and is therefore asked only where ours have 64 frames. */
  readonly isWeb: boolean;
  /** Answered with nanoseconds per voice and frame. */
  question(scene: MixingScene): string;
  /** How many times faster we want to be, in blocks of 64 frames, with 16 and with 1,024 voices. */
  readonly goals: { readonly few?: number; readonly many?: number };
}

const rounds = 5;
const unit = 'ns per voice and frame';
const oneSecond = 48_000;
const scenes: readonly MixingScene[] = [
  { voices: 16, blockFrames: 64, soundFrames: oneSecond / 10 },
  { voices: 16, blockFrames: 64, soundFrames: oneSecond },
  { voices: 64, blockFrames: 64, soundFrames: oneSecond },
  { voices: 64, blockFrames: 512, soundFrames: oneSecond },
  { voices: 256, blockFrames: 64, soundFrames: oneSecond },
  { voices: 256, blockFrames: 512, soundFrames: oneSecond },
  { voices: 1024, blockFrames: 64, soundFrames: oneSecond },
  { voices: 1024, blockFrames: 512, soundFrames: oneSecond },
];

export async function mixing(core: Participant, rivals: readonly Rival[]): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const scene of scenes) {
    const { voices, blockFrames, soundFrames } = scene;
    const present = rivals.filter(({ isWeb }) => !isWeb || blockFrames === 64);
    const place = placeOf(scene);
    console.error(`peers: ${place}`);
    const own: number[] = [];
    const limit: number[] = [];
    const taken = new Map<Rival, number[]>(present.map((rival) => [rival, []]));
    for (let round = 0; round < rounds; round++) {
      own.push(await onlyNumber(core, `mix ${voices} ${blockFrames} ${soundFrames}`));
      limit.push(await onlyNumber(core, `limit ${voices} ${blockFrames} ${soundFrames}`));
      for (const [rival, values] of taken) {
        values.push(await onlyNumber(rival.participant, rival.question(scene)));
      }
    }
    figures.push(figure(`RtMixer, ${place}`, own, unit));
    figures.push(figure(`plain loop, ${place}`, limit, unit));
    for (const [rival, values] of taken) {
      figures.push(figure(`${rival.title}, ${place}`, values, unit, { isDetail: true }));
      figures.push(lead(scene, rival, { values, own, limit }));
    }
  }
  return figures;
}

function placeOf({ voices, blockFrames, soundFrames }: MixingScene): string {
  const short = soundFrames < oneSecond ? 'short ' : '';
  return `${readable(voices)} ${short}voices, ${blockFrames} frames`;
}

interface PeerTimes {
  readonly values: number[];
  readonly own: number[];
  readonly limit: number[];
}

function lead(
  scene: MixingScene,
  { title, goals }: Rival,
  { values, own, limit }: PeerTimes,
): Figure {
  const wanted = scene.voices === 16 ? goals.few : scene.voices === 1024 ? goals.many : undefined;
  const name = `${title} (${readable(median(values))} ns) / RtMixer, ${placeOf(scene)}`;
  if (wanted === undefined || scene.blockFrames !== 64) {
    return figure(name, ratios(values, own), 'times');
  }
  return figure(name, ratios(values, own), 'times', {
    goal: { bound: 'at least', value: wanted },
    whenMissed: `the plain loop: ${readable(median(ratios(values, limit)))}`,
  });
}

async function onlyNumber(participant: Participant, question: string): Promise<number> {
  const [value = Number.NaN] = await participant.ask(question);
  return value;
}

const pairRounds = 9;

/** The mixer's speed as a share of the plain loop's. */
export async function closeness(core: Participant): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const voices of [16, 64, 256, 1024]) {
    for (const blockFrames of [64, 128, 256, 512]) {
      const own: number[] = [];
      const limit: number[] = [];
      for (let round = 0; round < pairRounds; round++) {
        const scene = `${voices} ${blockFrames} ${oneSecond}`;
        const [mine = Number.NaN, sum = Number.NaN] = await core.ask(`mix ${scene}`);
        const [best = Number.NaN, same] = await core.ask(`limit ${scene}`);
        requireSame(sum, same, 'the plain loop');
        own.push(mine);
        limit.push(best);
      }
      const place = placeOf({ voices, blockFrames, soundFrames: oneSecond });
      figures.push(figure(`RtMixer beside the loop, ${place}`, own, unit, { isDetail: true }));
      figures.push(figure(`plain loop, ${place}`, limit, unit, { isDetail: true }));
      figures.push(
        figure(
          `speed, plain loop (${readable(median(limit))} ns) = 100, ${place}`,
          ratios(limit, own).map((share) => share * 100),
          '%',
          voices >= 64 ? { goal: { bound: 'at least', value: 70 } } : {},
        ),
      );
    }
  }
  return figures;
}

/** Both did the same work: their checksums differ by rounding only. */
export function requireSame(sum: number, other: number | undefined, what: string): void {
  if (other === undefined || !(Math.abs(sum - other) <= 1e-4 * (Math.abs(sum) + 0.001))) {
    throw new Error(`RtMixer's output (checksum ${sum}) is not that of ${what} (${other}).`);
  }
}
