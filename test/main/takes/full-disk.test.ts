/** A take on the real native side and a real disk that is full: a small memory file system. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadNativeMixer } from '../../../main/engine/native-library.ts';
import { openStudio, type Studio } from '../../../main/studio.ts';
import { verdictOfAction } from '../../../preload/verdict.ts';
import { temporaryFolder, track } from '../../support/fake-studio.ts';
import { savedSession } from '../../support/saved-session.ts';
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

/** A studio on a disk of its own; null = this system does not let the test make one. */
async function studioOnSmallDisk(): Promise<{ studio: Studio; disk: string } | null> {
  const disk = smallDisk(24);
  if (disk === null) return null;
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
  return { studio, disk };
}

function fillDisk(disk: string): void {
  try {
    for (let piece = 0; ; piece += 1) {
      writeFileSync(path.join(disk, `other ${piece}`), new Uint8Array(2 ** 16));
    }
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' });
  }
}

test.skipIf(process.platform !== 'linux').for([
  { what: 'a take', count: 1 },
  { what: 'several takes', count: 5 },
])(
  '$what on a disk that becomes full: each ends within a second, whole, with its own sentence, and the session is saved',
  async ({ count }, context) => {
    const made = await studioOnSmallDisk();
    if (made === null) return context.skip('only root may mount a small disk');
    const { studio, disk } = made;
    const tracks = Array.from({ length: count }, (_, index) => ({
      index,
      track: track(`t${index}`, { armed: true, inputChannels: index % 2 === 0 ? [1] : [1, 2] }),
    }));
    studio.project.applyOwn({ kind: 'insertTracks', tracks });
    expect(await studio.takes.record()).toEqual({ ok: true, value: null });
    await expect.poll(() => studio.takes.inProgress().every(({ frames }) => frames > 0)).toBe(true);
    expect(studio.takes.inProgress()).toHaveLength(count);
    fillDisk(disk);
    const told = () =>
      studio.notices.all.map(({ message }) => message).filter((each) => each.includes('Take'));
    await expect.poll(() => studio.takes.isRecording).toBe(false);
    for (let number = 1; number <= count; number += 1) {
      const own = told().filter((message) => message.startsWith(`“Take ${number}”`));
      expect(own).toEqual([
        expect.stringMatching(/ended early\. The disk has no room left.*take-\d{4}-\w+\.wav/s),
      ]);
    }
    expect(studio.transport.isRecording).toBe(false);
    await expect.poll(() => studio.save()).toBe(true);
    const { takes } = studio.project.project;
    expect(takes).toHaveLength(count);
    for (const take of takes) {
      const file = path.join(studio.folder.takes, take.file);
      expect(readWav(file).frames).toBe(take.frames);
      expect(take.account?.writeFailure).toContain('no room left');
    }
    const rows = studio.actionLog.newest(20_000).filter(({ name }) => name.startsWith('Take'));
    expect(rows.map((row) => verdictOfAction(row).kind)).toEqual(takes.map(() => 'endedEarly'));
    expect(savedSession(studio.folder.root)?.project.takes).toHaveLength(count);
    // What could not be saved would be told.
    expect(studio.notices.all.filter(({ message }) => message.includes('be saved'))).toEqual([]);
  },
);

test.skipIf(process.platform !== 'linux')(
  'edits on a disk that becomes full are told, kept, and saved once there is room',
  async (context) => {
    const made = await studioOnSmallDisk();
    if (made === null) return context.skip('only root may mount a small disk');
    const { studio, disk } = made;
    const { project } = studio;
    const edit = (round: number) => {
      const markers = Array.from({ length: 500 }, (_, index) => ({
        id: `${round}.${index}`,
        name: 'A marker that takes up some room on the disk',
        frame: round,
      }));
      const edited = project.editOwn('Add markers', { kind: 'insertMarkers', markers });
      expect(edited.ok).toBe(true);
    };
    edit(0);
    expect(await studio.save()).toBe(true);
    fillDisk(disk);
    const told = () => studio.notices.all.filter(({ message }) => message.includes('be saved'));
    let round = 1;
    // What is held in reserve is used up first.
    for (; round < 200 && told().length === 0; round += 1) {
      edit(round);
      await studio.save();
    }
    expect(told()).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/The disk is full/) }),
    ]);
    expect(studio.saving.status.isSaveFailing).toBe(true);
    expect(await studio.settle()).toMatch(/The disk is full/);
    for (let more = 0; more < 5; more += 1) edit(round + more);
    for (let piece = 0; piece < 100; piece += 1) rmSync(path.join(disk, `other ${piece}`));
    await expect.poll(() => studio.save()).toBe(true);
    expect(studio.saving.status.isSaveFailing).toBe(false);
    expect(savedSession(studio.folder.root)?.project).toEqual(project.project);
  },
);
