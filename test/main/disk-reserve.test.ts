/** The file that keeps room for session and headers on a disk that becomes full. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { DiskReserve } from '../../main/disk-reserve.ts';
import { temporaryFolder } from '../support/fake-studio.ts';

test('A reserve that is given back while it is made is made again later', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'reserve');
  const reserve = new DiskReserve(folder);
  const held = reserve.hold();
  while (!existsSync(file)) await new Promise((resolve) => setImmediate(resolve));
  await reserve.release();
  await held;
  expect(existsSync(file)).toBe(false);
  await reserve.hold();
  expect(existsSync(file)).toBe(true);
});
