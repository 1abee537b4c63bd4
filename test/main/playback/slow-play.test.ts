/** A Play that cannot begin at once says that it waits, and why it does not begin in the end. */
import { expect, test, vi } from 'vitest';
import type { Placement } from '../../../preload/contract.ts';
import {
  clip,
  type FakeStudio,
  fakeStudio,
  fill,
  projectOf,
  putSound,
} from '../../support/fake-studio.ts';

const PLACE: Placement = { trackId: null, startFrame: 0, rule: 'stack' };

/** A file is dropped on the timeline, and its disk answers when the promise is resolved. */
async function slowDrop(): Promise<
  FakeStudio & { disk: PromiseWithResolvers<void>; dropped: Promise<unknown> }
> {
  const fake = await fakeStudio();
  const disk = Promise.withResolvers<void>();
  const probe = fake.native.probeFile.bind(fake.native);
  fake.native.probeFile = async (file) => {
    await disk.promise;
    return probe(file);
  };
  const file = putSound(fake, 'dropped.wav');
  const { studio } = fake;
  const dropped = studio.imports.importFiles([file], PLACE);
  await fake.settle();
  return { ...fake, disk, dropped };
}

test('Play that is pressed while a dropped file is read plays it when it is there', async () => {
  const { studio, native, disk, dropped, settle } = await slowDrop();
  const played = studio.transport.play(null);
  await settle();
  disk.resolve();
  await dropped;
  expect(await played).toEqual({ ok: true, value: null });
  expect(native.stream.players).toHaveLength(1);
  expect(studio.transport.status.state).toBe('playing');
});

test('Play that waits for a dropped file is shown to wait, begins where the playhead was put, and Stop ends the waiting', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { studio, native, disk, dropped, settle } = await slowDrop();
  const played = studio.transport.play(null);
  vi.advanceTimersByTime(500);
  expect(studio.transport.status).toMatchObject({ state: 'stopped', isPreparing: true });
  expect(await studio.transport.seek(300)).toEqual({ ok: true, value: null });
  studio.transport.stop();
  expect(studio.transport.status.isPreparing).toBe(false);
  const again = studio.transport.play(null);
  expect(await studio.transport.seek(400)).toEqual({ ok: true, value: null });
  vi.useRealTimers();
  disk.resolve();
  await dropped;
  expect([await played, await again]).toEqual([
    { ok: true, value: null },
    { ok: true, value: null },
  ]);
  await settle();
  expect(native.stream.players).toHaveLength(1);
  expect(studio.transport.status).toMatchObject({ positionFrame: 400, isPreparing: false });
});

test('Play says that a dropped file is still being read where it takes too long', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { studio, disk, dropped } = await slowDrop();
  const played = studio.transport.play(null);
  vi.advanceTimersByTime(5_000);
  expect(await played).toMatchObject({
    code: 'nothing-to-play',
    message: 'What was dropped is still being read. Press Play again when its clip is there.',
  });
  vi.useRealTimers();
  disk.resolve();
  await dropped;
});

test('Play of a sound that the disk does not give is shown to be prepared until it begins', async () => {
  const fake = await fakeStudio();
  await fill(fake, projectOf([clip('one')]));
  const { transport, media } = fake.studio;
  const disk = Promise.withResolvers<void>();
  const prepare = media.prepare.bind(media);
  media.prepare = async (...asked) => {
    await disk.promise;
    return prepare(...asked);
  };
  const played = transport.play(0);
  await expect.poll(() => transport.status.isPreparing).toBe(true);
  disk.resolve();
  expect(await played).toEqual({ ok: true, value: null });
  expect(transport.status).toMatchObject({ state: 'playing', isPreparing: false });
});
