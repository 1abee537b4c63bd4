/** One budget for the samples of all sounds: what does not fit plays from the disk. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { SoundMemory } from '../../../main/media/sound-memory.ts';
import {
  type FakeStudio,
  fakeStudio,
  putSound,
  temporaryFolder,
} from '../../support/fake-studio.ts';

const rate = 48_000;
const atTheStart = { trackId: null, startFrame: 0, rule: 'stack' as const };
/** Stereo: 21.97 MB. */
const minute = { frames: 60 * rate, channels: 2 };
/** Stereo: 3.3 MB. */
const short = { frames: 9 * rate, channels: 2 };

describe('the memory for sounds', () => {
  const isHeld = (memory: SoundMemory, size: typeof minute) =>
    memory.reserve(size, rate).residentLimitFrames > 0;

  test('holds long sounds up to three quarters, and short ones up to the whole', () => {
    const memory = new SoundMemory(() => 64);
    expect([minute, minute, minute].map((size) => isHeld(memory, size))).toEqual([
      true,
      true,
      false,
    ]);
    let shortOnes = 0;
    while (isHeld(memory, short)) shortOnes += 1;
    expect(shortOnes).toBe(6);
    expect(memory.usedBytes).toBeLessThanOrEqual(64 * 2 ** 20);
  });

  test('is free again after a sound is closed, once', () => {
    const memory = new SoundMemory(() => 32);
    const room = memory.reserve(minute, rate);
    expect(isHeld(memory, minute)).toBe(false);
    room.release();
    room.release();
    expect(memory.usedBytes).toBe(0);
    expect(isHeld(memory, minute)).toBe(true);
  });

  test('holds no sound of more than five minutes', () => {
    const memory = new SoundMemory(() => 65_536);
    expect(isHeld(memory, { frames: 300 * rate, channels: 1 })).toBe(true);
    expect(isHeld(memory, { frames: 300 * rate + 1, channels: 1 })).toBe(false);
  });
});

describe('a session whose sounds do not fit into the memory', () => {
  async function smallStudio(): Promise<FakeStudio> {
    const userDataFolder = temporaryFolder();
    const settings = { format: 'rtmixer-settings', version: 5, soundMemoryMegabytes: 64 };
    writeFileSync(path.join(userDataFolder, 'settings.json'), JSON.stringify(settings));
    return await fakeStudio({ userDataFolder });
  }

  const kindsOf = ({ studio }: FakeStudio) =>
    Object.groupBy(studio.media.statuses, ({ kind }) => kind);

  test('plays the rest from the disk, whatever it is asked for', async () => {
    const fake = await smallStudio();
    const files = [1, 2, 3, 4].map((number) => putSound(fake, `${number}.wav`, minute));
    await fake.studio.imports.importFiles(files, atTheStart);
    await fake.settle();
    expect(kindsOf(fake).resident).toHaveLength(2);
    expect(kindsOf(fake).streamed).toHaveLength(2);
    for (const { sourceId } of fake.studio.media.statuses) {
      const prepared = await fake.studio.media.prepare(sourceId, {
        offsetFrames: 100,
        lengthFrames: 1_000,
        loop: null,
      });
      expect(prepared?.length).toBe(1_000);
      prepared?.release();
    }
  });

  test('takes a sound into memory when another has left', async () => {
    const fake = await smallStudio();
    const import_ = async (name: string) => {
      await fake.studio.imports.importFiles([putSound(fake, name, minute)], atTheStart);
      await fake.settle();
    };
    for (const name of ['1.wav', '2.wav']) await import_(name);
    const { buffers, clips } = fake.studio.project.project;
    const [first] = buffers;
    const clipIds = clips.filter(({ sourceId }) => sourceId === first?.id).map(({ id }) => id);
    fake.studio.project.applyOwn({ kind: 'removeClips', clipIds });
    fake.studio.project.applyOwn({ kind: 'removeSources', sourceIds: [first?.id ?? ''] });
    await import_('3.wav');
    expect(kindsOf(fake).resident).toHaveLength(2);
    expect(kindsOf(fake).streamed).toBeUndefined();
  });
});
