import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { KeptPeaks } from '../../../main/media/kept-peaks.ts';

test('Peaks that were not used for longest go beyond the limit, never those of an open sound', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'rtmixer-peaks-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const names = ['oldest', 'open', 'older', 'newest'];
  const peaks = new KeptPeaks(folder, 250);
  const places = names.map((name) => peaks.placeOf(`/sounds/${name}.wav`, 48_000));
  for (const [index, { path: file }] of places.entries()) {
    writeFileSync(file, Buffer.alloc(100));
    utimesSync(file, index + 1, index + 1);
  }
  const kept = () =>
    places.flatMap(({ path: file }, index) =>
      readdirSync(folder).includes(path.basename(file)) ? [names[index]] : [],
    );
  await peaks.begin();
  expect(kept()).toEqual(names);
  for (const name of ['newest', 'older', 'oldest']) places[names.indexOf(name)]?.release();
  await peaks.end();
  expect(kept()).toEqual(['open', 'newest']);
});
