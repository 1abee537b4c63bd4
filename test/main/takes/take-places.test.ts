/** Takes whose files are moved or replaced by other programs while they are recorded. */
import { readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { loadNativeMixer } from '../../../main/engine/native-library.ts';
import { failureOf } from '../../../main/failure-of.ts';
import { openStudio } from '../../../main/studio.ts';
import { Recording } from '../../../main/takes/recording.ts';
import type { FakeTakeWriter } from '../../support/fake-native.ts';
import {
  type FakeStudio,
  fakeStudio,
  fill,
  projectOf,
  temporaryFolder,
  track,
} from '../../support/fake-studio.ts';
import { readWav } from '../../support/wav-file.ts';

/** A take is recorded into a file that is there. */
async function recording(): Promise<FakeStudio & { readonly writer: FakeTakeWriter }> {
  const fake = await fakeStudio();
  const { native, studio } = fake;
  const open = native.openTakeWriter.bind(native);
  native.openTakeWriter = async (options) => {
    writeFileSync(options.path, 'take');
    return open(options);
  };
  await fill(fake, projectOf([], { tracks: [track('a', { armed: true })] }));
  expect(await studio.takes.record()).toMatchObject({ ok: true });
  await fake.advance(48_000);
  const writer = native.writers[0] as FakeTakeWriter;
  writer.frames = 36_000;
  return { ...fake, writer };
}

const said = ({ studio }: FakeStudio) => studio.notices.all.map(({ message }) => message);

async function stopped(fake: FakeStudio): Promise<void> {
  fake.studio.transport.stop();
  await expect
    .poll(async () => {
      await fake.advance(480);
      return fake.studio.takes.isRecording;
    })
    .toBe(false);
}

test('a take whose file is renamed while it is recorded is told before it ends, once, and goes on', async () => {
  const fake = await recording();
  const moved = () => said(fake).filter((message) => message.includes('moved or renamed'));
  fake.studio.takes.watch();
  renameSync(fake.writer.path, `${fake.writer.path}.away`);
  const look = () => {
    fake.studio.takes.watch();
    return moved().length;
  };
  await expect.poll(look).toBe(1);
  expect(moved()[0]).toContain('“Take 1”');
  expect(fake.studio.takes.isRecording).toBe(true);
  look();
  await fake.settle();
  expect(moved()).toHaveLength(1);
});

test('a take that ends while its place is looked at leaves no fault behind', async () => {
  const fake = await recording();
  const { writer } = fake;
  const place = Promise.withResolvers<'own'>();
  // vitest fails where a rejection is left unhandled.
  const slow = vi.spyOn(Recording.prototype, 'filePlace').mockReturnValueOnce(place.promise);
  onTestFinished(() => slow.mockRestore());
  writer[Symbol.dispose] = () => {
    writer.status = () => {
      throw new Error('This take was disposed.');
    };
  };
  fake.studio.takes.watch();
  await stopped(fake);
  await vi.waitFor(() => expect(() => writer.status()).toThrow('disposed'));
  place.resolve('own');
  await fake.settle();
  expect(slow).toHaveBeenCalled();
});

test('a take whose file is deleted is not called moved', async () => {
  const fake = await recording();
  renameSync(fake.writer.path, `${fake.writer.path}.away`);
  fake.writer.wasRemoved = true;
  const until = performance.now() + 1_000;
  while (performance.now() < until) {
    fake.studio.takes.watch();
    await fake.settle();
  }
  expect(said(fake).join()).toContain('was deleted while it is recorded');
  expect(said(fake).join()).not.toContain('moved or renamed');
});

test('a file that another program put in the place of a take is kept, and the take is put back', async () => {
  const fake = await recording();
  const { writer } = fake;
  const folder = path.dirname(writer.path);
  writeFileSync(path.join(folder, 'other'), 'other');
  renameSync(path.join(folder, 'other'), writer.path);
  writer.wasRemoved = true;
  const finish = writer.finish.bind(writer);
  writer.finish = async () => {
    writeFileSync(writer.path, 'put back', { flag: 'wx' });
    return finish();
  };
  await stopped(fake);
  expect(readFileSync(writer.path, 'utf8')).toBe('put back');
  const others = readdirSync(folder).filter((name) => name.includes('.other-'));
  expect(others.map((name) => readFileSync(path.join(folder, name), 'utf8'))).toEqual(['other']);
  expect(said(fake).join()).toContain(`That file is kept as ${others[0]}.`);
  expect(fake.studio.project.project.takes).toMatchObject([{ frames: 36_000 }]);
});

test.skipIf(process.platform !== 'linux').each(['a file', 'a link', 'nothing'])(
  'a take whose folder was deleted, with %s in its place, is put back at its end with the real native side',
  async (what) => {
    const folder = temporaryFolder();
    const addon = new URL('../../../native/build/Release/rtmixer.node', import.meta.url).pathname;
    const studio = await openStudio({
      userDataFolder: folder,
      native: loadNativeMixer(addon),
      arguments: { hostApi: 'Virtual', device: null, virtual: {} },
      send: () => true,
      enumerateInSubprocess: null,
      mayUseInput: async () => true,
    });
    onTestFinished(() => studio.close());
    await studio.begin();
    const armed = track('t', { armed: true, inputChannels: [1] });
    studio.project.applyOwn({ kind: 'insertTracks', tracks: [{ index: 0, track: armed }] });
    expect(await studio.takes.record()).toMatchObject({ ok: true });
    const frames = () => studio.takes.inProgress()[0]?.frames ?? 0;
    await expect.poll(frames).toBeGreaterThan(4_800);
    const { takes } = studio.folder;
    rmSync(takes, { recursive: true });
    if (what === 'a file') writeFileSync(takes, 'other');
    if (what === 'a link') symlinkSync(path.join(folder, 'elsewhere'), takes);
    await studio.settle();
    const [take] = studio.project.project.takes;
    expect(take?.frames).toBeGreaterThan(4_800);
    expect(readWav(path.join(takes, take?.file ?? '')).frames).toBe(take?.frames);
    const others = readdirSync(path.dirname(takes)).filter((name) => name.includes('.other-'));
    expect(others).toHaveLength(what === 'nothing' ? 0 : 1);
    const said = studio.notices.all.map(({ message }) => message).join();
    if (what !== 'nothing') expect(said).toContain(`It is kept as ${others[0]}`);
  },
);

test('a quota, a limit of size and a disk that is not connected have sentences of their own', () => {
  const sentence = (code: string) => failureOf(Object.assign(new Error(code), { code })).message;
  expect(sentence('EDQUOT')).toContain('quota');
  expect(sentence('EFBIG')).toContain('no larger file');
  expect(sentence('ESTALE')).toContain('not connected');
});
