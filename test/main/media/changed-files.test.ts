/** Files that are not what they were: what is told, what plays, and what a person may choose. */
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { adaptSound, useCopy } from '../../../main/media/adapting.ts';
import { findSource } from '../../../preload/project.ts';
import { differencesOf } from '../../../preload/sound-file.ts';
import type { FakeFile } from '../../support/fake-native.ts';
import { type FakeStudio, fakeStudio, putSound } from '../../support/fake-studio.ts';

const atTheStart = { trackId: null, startFrame: 0, rule: 'stack' as const };

interface Session extends FakeStudio {
  readonly files: Readonly<Record<'one.wav' | 'two.wav', string>>;
}

/** Until the content of every file that can be read is known. */
async function whenKnown({ studio, settle }: FakeStudio): Promise<void> {
  const isKnown = () => studio.media.statuses.every(({ found }) => found?.hash !== null);
  for (let left = 200; left > 0; left -= 1) {
    await settle();
    if (isKnown()) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await new Promise((resolve) => setTimeout(resolve, 20));
  await settle();
}

/** Two sounds of 1,000 frames, each a clip on a track of its own. */
async function session(values: Partial<FakeFile> = {}): Promise<Session> {
  const fake = await fakeStudio();
  const files = {
    'one.wav': putSound(fake, 'one.wav', values),
    'two.wav': putSound(fake, 'two.wav', values),
  };
  await fake.studio.imports.importFiles(Object.values(files), atTheStart);
  await whenKnown(fake);
  return { ...fake, files };
}

/** Another start, after the file was written again. */
async function startedAgain(
  before: Session,
  changed: Partial<FakeFile>,
  text = 'another sound',
): Promise<FakeStudio> {
  await before.studio.close();
  overwrite(before, changed, text);
  const again = await fakeStudio({
    userDataFolder: before.folder,
    prepare: ({ files }) => {
      for (const [file, known] of before.native.files) files.set(file, known);
    },
  });
  await whenKnown(again);
  return again;
}

function overwrite({ native, files }: Session, changed: Partial<FakeFile>, text: string): void {
  const file = files['one.wav'];
  writeFileSync(file, text);
  native.files.set(file, { ...(native.files.get(file) as FakeFile), ...changed });
}

function soundOf({ studio }: FakeStudio, name: string) {
  const buffer = studio.project.project.buffers.find((each) => each.name === name);
  const sound = buffer && findSource(studio.project.project, buffer.id);
  if (sound === undefined) throw new Error(`no ${name}`);
  return { sound, status: studio.media.statusOf(sound.id) };
}

function differences(fake: FakeStudio, name = 'one.wav') {
  const { sound, status } = soundOf(fake, name);
  return differencesOf(sound, status);
}

const told = ({ studio }: FakeStudio) =>
  studio.notices.all.map(({ message }) => message).join('\n');

test.each<[string, Partial<FakeFile>, string]>([
  ['shorter', { frames: 400 }, 'its file is shorter: 400 instead of 1\u00a0000 frames'],
  ['longer', { frames: 2_000 }, 'its file is longer: 2\u00a0000 instead of 1\u00a0000 frames'],
  ['channels', { channels: 1 }, '1 instead of 2 channels'],
  [
    'rate',
    { sampleRate: 96_000, frames: 2_000 },
    'its file has another rate: 96\u00a0000 instead of 48\u00a0000 Hz',
  ],
  ['content', {}, 'its file holds another sound of the same length'],
])('A file that has become %s is told at the next start', async (what, changed, sentence) => {
  const again = await startedAgain(await session(), changed);
  expect(differences(again)).toEqual([what]);
  expect(differences(again, 'two.wav')).toEqual([]);
  expect(told(again)).toContain(`“one.wav” is not what it was: ${sentence}.`);
  expect(told(again)).not.toContain('“two.wav” is');
});

test('A file that is what it was is told as nothing else', async () => {
  const again = await startedAgain(await session(), {}, 'sound');
  expect(differences(again)).toEqual([]);
  expect(told(again)).not.toContain('not what it was');
});

test('A mono file that was overwritten by a stereo file is told by clip and file, and the rest plays', async () => {
  const again = await startedAgain(await session({ channels: 1 }), { channels: 2 });
  expect(await again.studio.transport.play(null)).toMatchObject({ ok: true });
  expect(told(again)).toMatch(/“one\.wav” on one cannot play: The file of “one\.wav” has 2/);
  const heard = () => new Set(again.studio.actionLog.live().activeActions.map(({ name }) => name));
  expect(heard()).toEqual(new Set(['two.wav']));
  again.studio.transport.stop();
  await again.settle();
  expect(adaptSound(again.studio, soundOf(again, 'one.wav').sound.id, 'keep').ok).toBe(true);
  expect(differences(again)).toEqual([]);
  await again.studio.transport.play(null);
  expect(heard()).toContain('one.wav');
});

test('The account of a clip whose file became shorter says what was asked, and that it ran dry', async () => {
  const again = await startedAgain(await session(), { frames: 400 });
  await again.studio.transport.play(null);
  await again.advance(100_000);
  const row = again.studio.actionLog.newest(20_000).find(({ name }) => name === 'one.wav');
  expect(row).toMatchObject({
    outcome: 'starved',
    doneFrames: 400,
    totalFrames: 1_000,
    starvedFrames: 600,
  });
  const whole = again.studio.actionLog.newest(20_000).find(({ name }) => name === 'two.wav');
  expect(whole).toMatchObject({ outcome: 'completed', totalFrames: 1_000 });
});

test('A clip with nothing left of its sound is told when it is played', async () => {
  const before = await session();
  const [clip] = before.studio.project.project.clips;
  const patches = [{ clipId: clip?.id ?? '', patch: { offsetFrames: 600, lengthFrames: 400 } }];
  before.studio.project.editOwn('Trim', { kind: 'patchClips', patches });
  const again = await startedAgain(before, { frames: 500 });
  await again.studio.transport.play(null);
  expect(told(again)).toMatch(/“one\.wav” on one cannot play: its file ends before the clip/);
});

describe('Adapting', () => {
  test('keeps the clips, with silence where there is nothing, and undo takes it back', async () => {
    const again = await startedAgain(await session(), { frames: 400 });
    const before = again.studio.project.project;
    const { id } = soundOf(again, 'one.wav').sound;
    expect(adaptSound(again.studio, id, 'keep')).toMatchObject({ ok: true });
    expect(differences(again)).toEqual([]);
    expect(again.studio.project.project.clips).toEqual(before.clips);
    expect(soundOf(again, 'one.wav').sound.frames).toBe(400);
    expect(told(again)).toContain('is silent in “one.wav”');
    again.studio.project.undo();
    expect(again.studio.project.project).toEqual(before);
    expect(differences(again)).toEqual(['shorter']);
  });

  test('shortens the clips on request, and names one of which nothing is left', async () => {
    const before = await session();
    const [clip] = before.studio.project.project.clips;
    if (clip === undefined) return expect.unreachable();
    const tail = { ...clip, id: 'tail', name: 'tail', offsetFrames: 900, lengthFrames: 100 };
    before.studio.project.editOwn('Paste', { kind: 'insertClips', clips: [tail] });
    const again = await startedAgain(before, { frames: 400 });
    adaptSound(again.studio, soundOf(again, 'one.wav').sound.id, 'shorten');
    const lengths = again.studio.project.project.clips.map((each) => each.lengthFrames);
    expect(lengths).toEqual([400, 1_000, 100]);
    expect(told(again)).toMatch(/Shortened: “one\.wav”\.[\s\S]*is silent in “tail”/);
  });

  test('is refused where there is nothing to adapt to', async () => {
    const fake = await session();
    const { id } = soundOf(fake, 'one.wav').sound;
    expect(adaptSound(fake.studio, id, 'keep')).toMatchObject({ code: 'source-unplayable' });
    expect(adaptSound(fake.studio, 'gone', 'keep')).toMatchObject({ code: 'source-unknown' });
  });
});

test('A file that was changed while the program runs is noticed at Play', async () => {
  const fake = await session();
  overwrite(fake, { frames: 400 }, 'shorter');
  await fake.studio.transport.play(null);
  expect(differences(fake)).toEqual(['shorter']);
  await fake.advance(100_000);
  expect(fake.studio.actionLog.newest(20_000).find(({ name }) => name === 'one.wav')).toMatchObject(
    {
      outcome: 'starved',
      doneFrames: 400,
    },
  );
});

test('A session that is moved together with its sounds finds them', async () => {
  const fake = await session();
  const { buffers } = fake.studio.project.project;
  expect(buffers.map(({ relativePath }) => relativePath)).toEqual(['../one.wav', '../two.wav']);
  const patch = { path: '/elsewhere/one.wav' };
  const [one] = buffers;
  fake.studio.project.applyOwn({ kind: 'patchBuffer', bufferId: one?.id ?? '', patch });
  await fake.settle();
  expect(soundOf(fake, 'one.wav').status).toMatchObject({ state: 'ready' });
});

test('A file that is cut short is told with what is there and what was promised', async () => {
  const fake = await session({ claimedFrames: 4_000 });
  expect(told(fake)).toContain(
    '“one.wav” is cut short: 1\u00a0000 of 4\u00a0000 frames are there.',
  );
});

test('Samples of no finite value are told, not only made silent', async () => {
  const fake = await session({ replacedSamples: 1 });
  expect(told(fake)).toContain(
    '“one.wav” has 1 sample of no finite value, which is silent. Export it again from its source.',
  );
});

test('A file with more after its sound is told with how much is not read', async () => {
  const fake = await session({ unreadBytes: 96_078 });
  expect(told(fake)).toContain(
    '“one.wav” is followed by 96\u00a0078 bytes that are not read: another sound',
  );
});

describe('A decoded copy', () => {
  const copied = { isCopied: true, isStreamed: true, sampleRate: 44_100, frames: 441_000 };
  const copiesOf = ({ studio }: FakeStudio) => readdirSync(studio.folder.copies);

  test('is kept by its content, and the next start plays it instead of decoding again', async () => {
    const before = await session(copied);
    // Both files hold the same bytes, so that one copy serves both.
    expect(copiesOf(before).filter((name) => !name.includes('.part'))).toHaveLength(1);
    const again = await startedAgain(before, {}, 'sound');
    expect(soundOf(again, 'one.wav').status).toMatchObject({ playsCopy: true, kind: 'copied' });
    expect(again.native.opened.every((file) => file.startsWith(again.studio.folder.copies))).toBe(
      true,
    );
    expect(copiesOf(again)).toHaveLength(1);
  });

  test('is played by choice when its file is missing, until that is found again', async () => {
    const before = await session(copied);
    before.native.files.delete(before.files['one.wav']);
    const again = await startedAgain({ ...before, native: before.native }, {}, 'sound');
    again.native.files.delete(before.files['one.wav']);
    const { id } = soundOf(again, 'one.wav').sound;
    again.studio.media.reopen(id);
    await again.settle();
    expect(differences(again)).toEqual(['missing']);
    expect(told(again)).toContain('Its decoded copy is kept');
    expect(useCopy(again.studio, id, true)).toMatchObject({ ok: true });
    await again.settle();
    expect(differences(again)).toEqual([]);
    expect(soundOf(again, 'one.wav').status).toMatchObject({ playsCopy: true, state: 'ready' });
    again.studio.project.undo();
    await again.settle();
    expect(differences(again)).toEqual(['missing']);
  });

  test('that an earlier run left unfinished is removed, and so is one of no known kind', async () => {
    const before = await session(copied);
    writeFileSync(path.join(before.studio.folder.copies, 'x.part.wav'), 'half');
    const again = await startedAgain(before, {}, 'sound');
    expect(copiesOf(again)).toHaveLength(1);
  });

  test('that does not hold what it should is removed, and the file is decoded again', async () => {
    const before = await session(copied);
    const [name = ''] = copiesOf(before).filter((each) => !each.includes('.part'));
    const copy = path.join(before.studio.folder.copies, name);
    writeFileSync(copy, JSON.stringify({ channels: 2, frames: 7, sampleRate: 48_000 }));
    const again = await startedAgain(before, {}, 'sound');
    expect(soundOf(again, 'one.wav').status).toMatchObject({ playsCopy: false, state: 'ready' });
  });
});
