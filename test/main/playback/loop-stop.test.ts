import { expect, test } from 'vitest';
import { clip, fakeStudio, fill, projectOf } from '../../support/fake-studio.ts';

test('one Stop in a loop is one row, however many loop passes were scheduled ahead', async () => {
  const loop = { enabled: true, startFrame: 0, endFrame: 4_800 };
  const fake = await fakeStudio();
  await fill(fake, projectOf([clip('one', { lengthFrames: 4_800 })], { loop }));
  await fake.studio.transport.play(null);
  await fake.advance(1);
  expect(fake.native.stream.players.length).toBeGreaterThan(10);
  await fake.studio.transport.stop();
  await fake.advance(4_800);
  const stops = fake.studio.actionLog.newest(20_000).filter(({ type }) => type === 'cancel');
  expect(stops).toHaveLength(1);
});
