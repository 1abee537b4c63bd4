import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createWaveFile, waveHeader } from '../../main/wave-file.ts';
import { decodeFile } from '../../native/index.ts';
import { temporaryFolder } from '../support/fake-studio.ts';

test('a wave file of any number of channels is read back as it was written', async () => {
  for (const channels of [1, 2, 3, 8]) {
    const file = path.join(temporaryFolder(), 'out.wav');
    const samples = Float32Array.from({ length: 5 * channels }, (_, at) => 1.5 - at / 7);
    const writer = await createWaveFile(file, { channels, sampleRate: 44_100, frames: 5 });
    await writer.write(samples.subarray(0, 2 * channels));
    await writer.write(samples.subarray(2 * channels));
    await writer.commit();
    const decoded = await decodeFile(file);
    expect([decoded.channels, decoded.sampleRate]).toEqual([channels, 44_100]);
    expect(decoded.copy()).toEqual(samples);
    expect(readFileSync(file).readUInt32LE(4)).toBe(readFileSync(file).length - 8);
  }
});

test('sizes beyond 4 GiB stand in a chunk of their own', () => {
  const frames = 2 ** 30;
  const header = waveHeader({ channels: 2, sampleRate: 48_000, frames });
  expect(header.toString('latin1', 0, 4)).toBe('RF64');
  expect(header.toString('latin1', 12, 16)).toBe('ds64');
  expect(header.readBigUInt64LE(20)).toBe(BigInt(header.length - 8 + frames * 8));
  expect(header.readBigUInt64LE(28)).toBe(BigInt(frames * 8));
  expect(header.readBigUInt64LE(36)).toBe(BigInt(frames));
  expect(header.readUInt32LE(header.length - 4)).toBe(0xffff_ffff);
});

test('a file that is given up leaves what was there before', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'out.wav');
  writeFileSync(file, 'before');
  const writer = await createWaveFile(file, { channels: 1, sampleRate: 48_000, frames: 2 });
  await writer.write(Float32Array.of(1));
  await writer.abandon();
  expect([readdirSync(folder), readFileSync(file, 'utf8')]).toEqual([['out.wav'], 'before']);
});
