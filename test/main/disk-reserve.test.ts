/** The files that keep room for session and headers on a disk that becomes full. */
import { existsSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { DiskReserve } from '../../main/disk-reserve.ts';
import { temporaryFolder } from '../support/fake-studio.ts';

test('A reserve that is given back while it is made is made again later', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'reserve');
  const reserve = new DiskReserve(folder, []);
  const held = reserve.hold();
  while (!existsSync(file)) await new Promise((resolve) => setImmediate(resolve));
  await reserve.release('first');
  await held;
  expect(existsSync(file)).toBe(false);
  await reserve.hold();
  expect(existsSync(file)).toBe(true);
});

test('The reserve has room for the whole session, however large it has become', async () => {
  const folder = temporaryFolder();
  const session = path.join(folder, 'session.rtmixer');
  const parts = ['reserve', 'reserve 2'].map((name) => path.join(folder, name));
  const sizes = () => parts.map((file) => statSync(file).size);
  const reserve = new DiskReserve(folder, [session]);
  await reserve.hold();
  expect(sizes()).toEqual([2 ** 20, 2 ** 20]);
  writeFileSync(session, Buffer.alloc(2_000_000));
  await reserve.hold();
  expect(sizes()).toEqual([3_000_000, 3_000_000]);
});

test('What takes give back leaves room for the session', async () => {
  const folder = temporaryFolder();
  const second = path.join(folder, 'reserve 2');
  const reserve = new DiskReserve(folder, []);
  await reserve.hold();
  expect(await reserve.release('first')).toBe(true);
  expect(await reserve.release('first')).toBe(false);
  expect(existsSync(second)).toBe(true);
  expect(await reserve.release('next')).toBe(true);
  expect(existsSync(second)).toBe(false);
  expect(await reserve.release('next')).toBe(false);
});
