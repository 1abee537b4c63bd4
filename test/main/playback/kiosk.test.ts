/** A program that runs without anybody at it. */
import { expect, test } from 'vitest';
import { Kiosk } from '../../../main/playback/kiosk.ts';
import type { Project } from '../../../preload/project.ts';
import { fakeDevice, fakeDeviceList } from '../../support/fake-native.ts';
import { clip, fakeStudio, fill, projectOf } from '../../support/fake-studio.ts';

const card = fakeDevice({ index: 0, name: 'Card', hostApi: 'ALSA' });
const virtual = fakeDevice({ index: 1, name: 'Virtual loopback' });

async function started(hasCard: boolean, values: Partial<Project> = {}) {
  const fake = await fakeStudio({
    waitsForDevice: true,
    prepare: (native) => {
      native.list = fakeDeviceList(hasCard ? [card, virtual] : [virtual]);
    },
  });
  await fill(fake, projectOf([clip('one', { startFrame: 10_000 })], values));
  const kiosk = new Kiosk(fake.studio, { plays: true, loops: true, isFullScreen: true });
  await kiosk.begin();
  await fake.settle();
  return fake;
}

test('plays from the start and loops, around everything where the session has no loop', async () => {
  const { studio } = await started(true);
  expect(studio.transport.status).toMatchObject({ state: 'playing', positionFrame: 0 });
  expect(studio.project.project.loop).toEqual({ enabled: true, startFrame: 0, endFrame: 11_000 });
  studio.project.undo();
  expect(studio.project.project.loop.enabled).toBe(false);
});

test('keeps the session’s own loop', async () => {
  const loop = { enabled: false, startFrame: 5_000, endFrame: 50_000 };
  const { studio } = await started(true, { loop });
  expect(studio.project.project.loop).toEqual({ ...loop, enabled: true });
});

test('waits for its device, nothing stands in, and plays once it is there', async () => {
  const { studio, native, settle } = await started(false);
  expect(studio.engine.status).toMatchObject({ state: 'dead', lookingFor: 'a sound device' });
  expect(native.streams).toEqual([]);
  expect(studio.transport.status.state).toBe('stopped');
  native.list = fakeDeviceList([card, virtual]);
  studio.engine.lookNow();
  await settle();
  expect(studio.engine.status).toMatchObject({
    state: 'active',
    outputDevice: 'Card',
    notice: null,
  });
  expect(studio.transport.status.state).toBe('playing');
  studio.transport.stop();
  native.stream.die();
  studio.engine.lookNow();
  await settle();
  expect(studio.transport.status.state).toBe('stopped');
});
