import { test } from 'vitest';
import { editInWindow } from './random-edits.ts';

const { RTMIXER_SEED: chosen } = process.env;
const seeds =
  chosen === undefined
    ? Array.from({ length: 100 }, (_, index) => 20_261_122 + index)
    : [Number(chosen)];

test.each(seeds)(
  'whatever is edited in the window and in main at once, heard of late, in pieces, not at all or refused, both have the same in the end (seed %i)',
  async (seed) => {
    await editInWindow(seed, 200);
  },
);
