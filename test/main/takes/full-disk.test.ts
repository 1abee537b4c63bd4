/** A take on the real native side and a real disk that is full: a small memory file system. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadNativeMixer } from '../../../main/engine/native-library.ts';
import { openStudio } from '../../../main/studio.ts';
import { temporaryFolder } from '../../support/fake-studio.ts';
import { readWav } from '../../support/wav-file.ts';

/** null = this system does not let the test mount one. */
function smallDisk(megabytes: number): string | null {
  const folder = path.join(temporaryFolder(), 'disk');
  mkdirSync(folder);
  const options = `size=${megabytes}m,mode=0777`;
  // As root, or as one who may become root without a question.
  for (const [program, ...before] of [['mount'], ['sudo', '-n', 'mount']] as const) {
    const mount = [...before, '-t', 'tmpfs', '-o', options, 'tmpfs', folder];
    try {
      execFileSync(program, mount, { stdio: 'ignore' });
    } catch {
      continue;
    }
    const [first, ...rest] = [program, ...before].map((word) =>
      word === 'mount' ? 'umount' : word,
    ) as [string, ...string[]];
    onTestFinished(() => void execFileSync(first, [...rest, '-l', folder]));
    return folder;
  }
  return null;
}

test.skipIf(process.platform !== 'linux')(
  'a take on a disk that becomes full ends within a second, whole, and the session is saved',
  async (context) => {
    const folder = smallDisk(24);
    if (folder === null) context.skip('only root may mount a small disk');
    const disk = folder as string;
    const addon = new URL('../../../native/build/Release/rtmixer.node', import.meta.url).pathname;
    const studio = await openStudio({
      userDataFolder: disk,
      native: loadNativeMixer(addon),
      arguments: { hostApi: 'Virtual', device: null, virtual: {} },
      send: () => true,
      enumerateInSubprocess: null,
      mayUseInput: async () => true,
    });
    onTestFinished(() => studio.close());
    await studio.begin();
    expect(await studio.takes.record()).toEqual({ ok: true, value: null });
    await expect.poll(() => studio.takes.inProgress()[0]?.frames ?? 0).toBeGreaterThan(0);
    try {
      for (let piece = 0; ; piece += 1) {
        writeFileSync(path.join(disk, `other ${piece}`), new Uint8Array(2 ** 16));
      }
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' });
    }
    const told = () => studio.notices.all.map(({ message }) => message).join('\n');
    await expect.poll(told, { timeout: 10_000 }).toContain('ended early');
    expect(told()).toContain('The disk has no room left');
    expect(told()).not.toContain('too slow');
    await expect.poll(() => studio.takes.isRecording, { timeout: 5_000 }).toBe(false);
    expect(studio.transport.isRecording).toBe(false);
    const [take] = studio.project.project.takes;
    const file = path.join(studio.folder.takes, take?.file ?? '');
    expect(readWav(file).frames).toBe(take?.frames);
    expect(statSync(file).size % 8).toBe(116 % 8);
    await expect.poll(() => studio.save()).toBe(true);
  },
);
