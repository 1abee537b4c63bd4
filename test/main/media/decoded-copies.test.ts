/** The folder of decoded copies: bounded, and only whole ones in it. */
import { existsSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { DecodedCopies } from '../../../main/media/decoded-copies.ts';
import { temporaryFolder } from '../../support/fake-studio.ts';

const disk = vi.hoisted(() => ({ hasLinks: true }));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const link: typeof real.link = async (from, to) => {
    if (!disk.hasLinks) throw Object.assign(new Error('EPERM'), { code: 'EPERM' });
    return real.link(from, to);
  };
  return { ...real, link };
});

const keyOf = (digit: string) => ({ hash: digit.repeat(64), sampleRate: 48_000 });

async function kept(copies: DecodedCopies, digit: string, bytes: number, age: number) {
  const place = copies.newPlace();
  writeFileSync(place, Buffer.alloc(bytes));
  const usedAt = new Date(1_000_000_000_000 - age);
  utimesSync(place, usedAt, usedAt);
  await copies.keep(place, keyOf(digit));
  await copies.discard(place);
}

test('Beyond their limit the copies that were not used for longest go, never one that is held', async () => {
  const folder = temporaryFolder();
  const copies = new DecodedCopies(folder, 250);
  await copies.begin();
  const release = copies.hold(keyOf('a'));
  await kept(copies, 'a', 100, 3_000);
  await kept(copies, 'b', 100, 2_000);
  await kept(copies, 'c', 100, 1_000);
  expect(await copies.find(keyOf('b'))).toBeNull();
  expect(await copies.find(keyOf('a'))).not.toBeNull();
  release();
  expect(await copies.find(keyOf('c'))).not.toBeNull();
  await kept(copies, 'd', 200, -2_000_000_000_000);
  expect(readdirSync(folder)).toHaveLength(1);
});

test('Copies that were held beyond their limit go when they are let go, the newest use last', async () => {
  const folder = temporaryFolder();
  const copies = new DecodedCopies(folder, 150);
  await copies.begin();
  const releases = ['a', 'b', 'c'].map((digit) => copies.hold(keyOf(digit)));
  for (const digit of ['a', 'b', 'c']) await kept(copies, digit, 100, 0);
  expect(readdirSync(folder)).toHaveLength(3);
  const [releaseA, releaseB] = releases;
  releaseA?.();
  releaseA?.();
  await copies.end();
  expect(await copies.find(keyOf('a'))).toBeNull();
  // Opened first, but in use until now.
  releaseB?.();
  await copies.end();
  expect(await copies.find(keyOf('b'))).toBeNull();
  expect(await copies.find(keyOf('c'))).not.toBeNull();
});

test('A copy that is being made counts, and one with two names counts once', async () => {
  const folder = temporaryFolder();
  const copies = new DecodedCopies(folder, 250);
  await copies.begin();
  const place = copies.newPlace();
  writeFileSync(place, Buffer.alloc(100));
  await kept(copies, 'a', 100, 2_000);
  expect(await copies.find(keyOf('a'))).not.toBeNull();
  await copies.keep(place, keyOf('b'));
  expect(await copies.find(keyOf('a'))).not.toBeNull();
  const release = copies.hold(keyOf('c'));
  await kept(copies, 'c', 100, 0);
  release();
  await copies.end();
  expect(await copies.find(keyOf('a'))).toBeNull();
  expect(await copies.find(keyOf('c'))).not.toBeNull();
});

test('A link among the copies is not followed', async () => {
  const folder = temporaryFolder();
  const outside = path.join(folder, 'outside.wav');
  writeFileSync(outside, 'secret');
  const copies = new DecodedCopies(path.join(folder, 'copies'));
  await copies.begin();
  const { hash } = keyOf('a');
  symlinkSync(outside, path.join(folder, 'copies', `${hash}-48000-1.wav`));
  expect(await copies.find(keyOf('a'))).toBeNull();
});

test('A copy that is kept twice is there once', async () => {
  const folder = temporaryFolder();
  const copies = new DecodedCopies(folder);
  await copies.begin();
  await kept(copies, 'a', 10, 0);
  await kept(copies, 'a', 10, 0);
  expect(readdirSync(folder)).toHaveLength(1);
});

test('A copy is kept, too, where the file system gives a file one name only', async () => {
  disk.hasLinks = false;
  onTestFinished(() => {
    disk.hasLinks = true;
  });
  const folder = temporaryFolder();
  const copies = new DecodedCopies(folder);
  await copies.begin();
  await kept(copies, 'a', 10, 0);
  expect(await copies.find(keyOf('a'))).not.toBeNull();
  expect(readdirSync(folder)).toHaveLength(1);
});

test('A copy that is being made while the session is opened is not taken for one that was left', async () => {
  const folder = temporaryFolder();
  const left = path.join(folder, 'left.part.wav');
  writeFileSync(left, 'left');
  const copies = new DecodedCopies(folder);
  const place = copies.newPlace();
  writeFileSync(place, 'sound');
  await copies.begin();
  expect(readdirSync(folder)).toEqual([path.basename(place)]);
});

test('A folder of copies that was deleted is made again for the next copy; a deleted session is not', async () => {
  const session = path.join(temporaryFolder(), 'session');
  const folder = path.join(session, 'copies');
  const copies = new DecodedCopies(folder, 250);
  await copies.begin();
  rmSync(folder, { recursive: true });
  writeFileSync(copies.newPlace(), 'copy');
  rmSync(session, { recursive: true });
  copies.newPlace();
  expect(existsSync(session)).toBe(false);
});
