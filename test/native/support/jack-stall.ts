/** What a stream says of a JACK server that stands still, beside what it really paused. */
import { setTimeout as delay } from 'node:timers/promises';
import type { MixerAndRecorder } from '../../../native/index.ts';
import type { JackServer } from '../../support/jack-server.ts';

/** The earliest that a block came in a quarter of a second: seconds against its frames. */
async function lateness(mixer: MixerAndRecorder): Promise<number> {
  let earliest = Number.POSITIVE_INFINITY;
  for (const end = performance.now() + 250; performance.now() < end; ) {
    earliest = Math.min(earliest, performance.now() / 1000 - mixer.frame / mixer.sampleRate);
    await delay(0);
  }
  return earliest;
}

export interface Stall {
  /** Frames that the stream lost. */
  readonly lost: number;
  /** What its dropouts say, in sum; null = not all are known. */
  readonly told: number | null;
  /** Some size may be off by more than a block. */
  readonly isEstimate: boolean;
}

/** Stops the server for so long, and waits until the dropout is told. */
export async function stall(
  mixer: MixerAndRecorder,
  server: JackServer,
  seconds: number,
): Promise<Stall> {
  const before = await lateness(mixer);
  mixer.takeDropouts();
  server.pause(true);
  await delay(seconds * 1000);
  server.pause(false);
  await delay(100);
  const dropouts = [];
  let after = await lateness(mixer);
  for (let tries = 0; tries < 100 && dropouts.length === 0; tries++) {
    dropouts.push(...mixer.takeDropouts());
    after = await lateness(mixer);
  }
  dropouts.push(...mixer.takeDropouts());
  const sizes = dropouts.map(({ outputFrames }) => outputFrames);
  return {
    lost: (after - before) * mixer.sampleRate,
    told: sizes.includes(null) ? null : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
    isEstimate: dropouts.length === 0 || dropouts.some((dropout) => dropout.isEstimate),
  };
}
