/** Long files on the real native side: each reader holds a file and megabytes until it is let go. */
import { readdirSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { writeSilence } from '../../support/long-file.ts';
import { virtualStudio } from '../../support/virtual-studio.ts';

const CLIPS = 16;
const JUMPS = 12;

function openHandlesOf(file: string): number {
  return readdirSync('/proc/self/fd').filter((handle) => {
    try {
      return readlinkSync(`/proc/self/fd/${handle}`) === file;
    } catch {
      return false;
    }
  }).length;
}

test.skipIf(process.platform !== 'linux')(
  'jumping again and again over streamed clips holds no more files open than play',
  async () => {
    const { studio, folder } = await virtualStudio();
    await studio.begin();
    const file = path.join(folder, 'long.wav');
    writeSilence(file, { sampleRate: 48_000, seconds: 310 });
    const placement = { trackId: null, startFrame: 0, rule: 'stack' as const };
    const files = Array.from({ length: CLIPS }, () => file);
    expect(await studio.imports.importFiles(files, placement)).toMatchObject({ ok: true });
    for (let jump = 0; jump < JUMPS; jump += 1) {
      expect(await studio.transport.play(jump * 48_000)).toEqual({ ok: true, value: null });
    }
    const playing = studio.actionLog
      .live()
      .activeActions.filter(({ type }) => type === 'playBuffer').length;
    expect(playing).toBeGreaterThan(0);
    await expect.poll(() => openHandlesOf(file)).toBeLessThanOrEqual(3 * 2 * CLIPS);
    studio.transport.stop();
    await expect.poll(() => openHandlesOf(file)).toBeLessThanOrEqual(CLIPS);
  },
);
