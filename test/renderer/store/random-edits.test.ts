import { expect, test } from 'vitest';
import { editInWindow } from './random-edits.ts';

test('whatever is edited in the window and in main at once, heard of late, in pieces, not at all or refused, both have the same in the end', async () => {
  const refused = await editInWindow(20_261_122, 160);
  expect(refused).toBeGreaterThan(0);
}, 60_000);
