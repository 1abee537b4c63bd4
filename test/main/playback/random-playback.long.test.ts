import { expect, test } from 'vitest';
import { RandomPlayback } from './random-playback.ts';

const STEPS = 60;

const { RTMIXER_SEED: chosen } = process.env;
const seeds =
  chosen === undefined ? Array.from({ length: 30 }, (_, index) => index + 1) : [Number(chosen)];

test.each(seeds)(
  'whatever is edited, dropped and changed while playing, every clip that can play is heard, and Stop is silence (seed %i)',
  async (seed) => {
    const random = await RandomPlayback.open(seed);
    try {
      for (let step = 0; step < STEPS; step += 1) await random.step();
      await random.stop();
    } catch (error) {
      throw new Error(`Seed ${seed}, after ${random.done.join('; ')}`, { cause: error });
    }
    expect(random.heardChannels).toBeGreaterThan(0);
  },
);
