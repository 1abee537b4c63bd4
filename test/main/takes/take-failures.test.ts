/** Takes whose disk fails: told at once, ended at once, with what is safe. */
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { DiskTimeWarnings } from '../../../main/takes/disk-space.ts';
import { failure } from '../../../preload/outcome.ts';
import type { TakeAccount } from '../../../preload/project.ts';
import { verdictOfAction, verdictOfTake } from '../../../preload/verdict.ts';
import type { FakeTakeWriter } from '../../support/fake-native.ts';
import { type FakeStudio, fakeStudio, fill, projectOf, track } from '../../support/fake-studio.ts';
import { savedSession } from '../../support/saved-session.ts';

vi.mock('node:fs/promises', async (importOriginal) => {
  const actual = await importOriginal<typeof import('node:fs/promises')>();
  return { ...actual, mkdir: vi.fn(actual.mkdir) };
});
const { mkdir: actualMkdir } =
  await vi.importActual<typeof import('node:fs/promises')>('node:fs/promises');

const FULL = { code: 'disk-full', message: 'The disk has no room left.' } as const;

/** Two tracks record, and 1 s has passed. */
async function recordingTwo(): Promise<FakeStudio & { writers: readonly FakeTakeWriter[] }> {
  const fake = await fakeStudio();
  const tracks = [track('a', { armed: true }), track('b', { armed: true })];
  await fill(fake, projectOf([], { tracks }));
  expect(await fake.studio.takes.record()).toMatchObject({ ok: true });
  await fake.advance(48_000);
  const { writers } = fake.native;
  for (const writer of writers) writer.frames = 36_000;
  return { ...fake, writers };
}

function said({ studio }: FakeStudio): string[] {
  return studio.notices.all.map(({ message }) => message);
}

/** Time passes until the takes are closed. */
async function passUntil(fake: FakeStudio, isReached: () => boolean): Promise<void> {
  for (let turn = 0; turn < 100 && !isReached(); turn += 1) {
    await fake.advance(480);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(isReached()).toBe(true);
}

function fail(
  fake: FakeStudio,
  writer: FakeTakeWriter,
  failure = FULL as FakeTakeWriter['failure'],
) {
  writer.failure = failure;
  fake.native.broken.set(path.basename(writer.path), { frames: 36_000, recoveredFrames: 0 });
  fake.studio.takes.watch();
}

describe('A take whose disk is full', () => {
  test('ends at once with its true cause and what is safe, and the other one goes on', async () => {
    const fake = await recordingTwo();
    const [first] = fake.writers;
    fail(fake, first as FakeTakeWriter);
    const [notice] = said(fake).filter((message) => message.includes('Take 1'));
    expect(notice).toContain('“Take 1” ended early. The disk has no room left.');
    expect(notice).toMatch(/The 0\.8 s before are safe in take-0001-.*\.wav\./);
    await passUntil(fake, () => fake.studio.takes.inProgress().length === 1);
    expect(fake.studio.transport.status.state).toBe('recording');
    expect(fake.studio.project.project.takes).toMatchObject([{ name: 'Take 1', frames: 36_000 }]);
    fake.studio.takes.watch();
    expect(said(fake).filter((message) => message.includes('Take 1'))).toHaveLength(1);
    expect(first?.isDisposed).toBe(true);
  });

  test('says so in its account, the table and the Inspector, and is not called recorded', async () => {
    const fake = await recordingTwo();
    fail(fake, fake.writers[0] as FakeTakeWriter);
    await passUntil(fake, () => fake.studio.takes.inProgress().length === 1);
    const why = 'ended early: The disk has no room left.';
    const rows = fake.studio.actionLog.newest(20_000).filter(({ name }) => name === 'Take 1');
    expect(rows.map((row) => verdictOfAction(row).words)).toEqual([why]);
    const [take] = fake.studio.project.project.takes;
    expect(verdictOfTake(take?.account as TakeAccount, 0)).toMatchObject({
      kind: 'endedEarly',
      words: why,
    });
  });

  test('when it is closed, after its last frame was recorded, is told and called so everywhere, too', async () => {
    const fake = await recordingTwo();
    const [writer] = fake.writers as readonly [FakeTakeWriter];
    fake.native.broken.set(path.basename(writer.path), { frames: 30_000, recoveredFrames: 0 });
    const draining = Promise.withResolvers<void>();
    writer.finish = async () => {
      await draining.promise;
      writer.failure = FULL;
      return writer.status();
    };
    fake.studio.transport.stop();
    await passUntil(fake, () => fake.studio.takes.inProgress().length === 1);
    const { actionLog } = fake.studio;
    const rowsOf = (name: string) => actionLog.newest(20_000).filter((row) => row.name === name);
    expect(rowsOf('Take 2').map((row) => verdictOfAction(row).kind)).toEqual(['recorded']);
    // It is still being written.
    expect(rowsOf('Take 1')).toEqual([]);
    expect(actionLog.live().activeActions).toMatchObject([{ name: 'Take 1', state: 'active' }]);
    draining.resolve();
    await passUntil(fake, () => !fake.studio.takes.isRecording);
    const why = 'ended early: The disk has no room left.';
    expect(rowsOf('Take 1').map((row) => verdictOfAction(row).words)).toEqual([why]);
    expect(actionLog.liveCount).toBe(0);
    const take = fake.studio.project.project.takes.find(({ name }) => name === 'Take 1');
    expect(take).toMatchObject({ frames: 30_000, account: { writeFailure: FULL.message } });
    expect(said(fake).filter((message) => message.includes('“Take 1” ended early'))).toHaveLength(
      1,
    );
  });

  test('ends the recording when it was the last one', async () => {
    const fake = await recordingTwo();
    for (const writer of fake.writers) fail(fake, writer);
    await passUntil(fake, () => !fake.studio.takes.isRecording);
    expect(fake.studio.transport.isRecording).toBe(false);
    expect(said(fake).filter((message) => message.includes('too slow'))).toEqual([]);
  });

  test('gives the reserve back, so that session and header can be written', async () => {
    const fake = await recordingTwo();
    const reserve = path.join(fake.studio.folder.root, 'reserve');
    expect(statSync(reserve).size).toBeGreaterThan(1e6);
    for (const writer of fake.writers) fail(fake, writer);
    await passUntil(fake, () => !fake.studio.takes.isRecording);
    expect(existsSync(reserve)).toBe(false);
  });
});

test('a take whose disk fails before its first frame leaves the other recorder with its own take', async () => {
  const fake = await fakeStudio();
  const tracks = [track('a', { armed: true }), track('b', { armed: true })];
  await fill(fake, projectOf([], { tracks }));
  const { transport, takes, actionLog } = fake.studio;
  const record = transport.record.bind(transport);
  transport.record = async (...asked) => {
    (fake.native.writers[0] as FakeTakeWriter).failure = FULL;
    takes.watch();
    return record(...asked);
  };
  expect(await takes.record()).toMatchObject({ ok: true });
  await fake.advance(48_000);
  const writers: readonly unknown[] = fake.native.writers;
  const recorded = fake.native.stream.actions.flatMap(({ id, request }) =>
    request.type === 'recordRingBuffer'
      ? [
          [
            actionLog.live().activeActions.find((row) => row.id === id)?.name,
            writers.indexOf(request.ring),
          ],
        ]
      : [],
  );
  expect(recorded).toEqual([
    ['Take 1', 0],
    ['Take 2', 1],
  ]);
  takes.watch();
  await passUntil(fake, () => takes.inProgress().length === 1);
  expect(takes.inProgress()).toMatchObject([{ name: 'Take 2' }]);
});

test('a take that the session does not take is offered again at the next start', async () => {
  const fake = await recordingTwo();
  const { project, takes, transport, folder } = fake.studio;
  const applyOwn = project.applyOwn.bind(project);
  project.applyOwn = (edit) =>
    edit.kind === 'insertTakes'
      ? failure('edit-too-many', 'It has too many sounds.')
      : applyOwn(edit);
  transport.stop();
  await passUntil(fake, () => !takes.isRecording);
  await fake.studio.close();
  expect(savedSession(folder.root)?.takes).toMatchObject([
    { state: 'recording' },
    { state: 'recording' },
  ]);
});

test('a take whose header could not be put right is repaired at the next start', async () => {
  const first = await recordingTwo();
  const [writer] = first.writers;
  const repair = first.native.recoverTake.bind(first.native);
  first.native.recoverTake = async () => {
    throw Object.assign(new Error('EIO'), { code: 'EIO' });
  };
  fail(first, writer as FakeTakeWriter, { code: 'file-write-failed', message: 'EIO.' });
  await passUntil(first, () => first.studio.takes.inProgress().length === 1);
  first.native.recoverTake = repair;
  await first.studio.close();
  const file = path.basename(writer?.path ?? '');
  const repaired: string[] = [];
  const start = async () => {
    const { studio } = await fakeStudio({
      userDataFolder: first.folder,
      prepare: (native) => {
        native.recoverTake = async (place) => {
          repaired.push(path.basename(place));
          return { frames: 36_000, recoveredFrames: 0 };
        };
      },
    });
    expect(studio.project.project.takes).toHaveLength(2);
    await studio.close();
  };
  writeFileSync(path.join(first.studio.folder.takes, file), '');
  await start();
  await start();
  expect(repaired).toEqual([file]);
});

test('a takes folder that is deleted during a take is told at once and in the order of the takes, and made again', async () => {
  const fake = await recordingTwo();
  const { takes } = fake.studio.folder;
  let calls = 0;
  // The first call ends last.
  vi.mocked(mkdir).mockImplementation(async (...asked) => {
    calls += 1;
    if (calls === 1) await new Promise((resolve) => setTimeout(resolve, 20));
    return actualMkdir(...asked);
  });
  onTestFinished(() => void vi.mocked(mkdir).mockImplementation(actualMkdir));
  rmSync(takes, { recursive: true });
  for (const writer of fake.writers) writer.wasRemoved = true;
  fake.studio.takes.watch();
  fake.studio.takes.watch();
  const deletions = () => said(fake).filter((message) => message.includes('was deleted'));
  await expect.poll(() => deletions().length).toBe(2);
  await fake.settle();
  expect(existsSync(takes)).toBe(true);
  expect(deletions()).toEqual([
    expect.stringContaining('“Take 1”'),
    expect.stringContaining('“Take 2”'),
  ]);
});

test('disk time left is told once at 10 and once at 2 minutes of each recording', () => {
  const told: string[] = [];
  const warnings = new DiskTimeWarnings({ warn: (message) => void told.push(message) });
  for (const seconds of [601, 600, 599, 300, 601, 580, 121, 120, 60, 1]) warnings.update(seconds);
  expect(told).toEqual([
    expect.stringContaining('10 minutes'),
    expect.stringContaining('2 minutes'),
  ]);
  warnings.update(null);
  warnings.update(100);
  expect(told).toHaveLength(3);
});
