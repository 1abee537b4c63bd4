/** Files of kinds that only ffmpeg reads, from the drop to the sound. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from './support/app-test.ts';
import { figureOf } from './support/studio-page.ts';

/** ffmpeg in front of the real one: it stands still after a quarter of a file named long. */
const SLOW_FFMPEG = `#!/bin/sh
case "$*" in
  *long.m4a*)
    echo '[info]   Duration: 00:00:08.00, start: 0.000000' >&2
    echo out_time_us=2000000 >&3
    exec sleep 300 ;;
esac
PATH=\${PATH#*:} exec ffmpeg "$@"
`;

test('an M4A file that is dropped on a track is converted, shows how far it is, and plays', async ({
  launch,
  folder,
}, testInfo) => {
  const programs = path.join(folder, 'programs');
  mkdirSync(programs);
  writeFileSync(path.join(programs, 'ffmpeg'), SLOW_FFMPEG, { mode: 0o755 });
  const { studio } = await launch({ env: { PATH: `${programs}:${process.env.PATH}` } });
  const { page } = studio;

  const long = path.join(folder, 'long.m4a');
  // An MPEG-4 file by its first bytes.
  writeFileSync(long, '\0\0\0\x20ftypM4A long');
  await studio.dropOnLibrary([long]);
  const converting = page.getByRole('list', { name: 'Converting' });
  await expect(converting).toContainText('25 %');
  await expect(converting.getByRole('progressbar', { name: 'Converting long.m4a' })).toBeVisible();
  await page.screenshot({ path: testInfo.outputPath('converting.png') });
  await converting.getByRole('button', { name: 'Cancel converting long.m4a' }).click();
  await expect(converting).toBeHidden();
  await expect(studio.notices).toContainText('cancelled');
  await expect(studio.library.getByRole('list', { name: 'Buffers' })).not.toContainText('long.m4a');

  const short = path.join(folder, 'short.m4a');
  const tone = ['-f', 'lavfi', '-i', 'sine=frequency=441:duration=1'];
  const made = spawnSync('ffmpeg', ['-v', 'error', ...tone, short], { encoding: 'utf8' });
  expect(`${made.error ?? ''}${made.stderr}`).toBe('');
  await studio.dropOnTrack([short], 0, 1);
  await expect(studio.clip(/^short\.m4a.*starts at 1\.000 s$/)).toBeVisible();
  await studio.play();
  expect(figureOf((await studio.finished('short.m4a')).error)).toBe(0);
});
