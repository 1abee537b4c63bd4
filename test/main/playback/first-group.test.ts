/** Sessions with more clips than are scheduled before Play begins: the others follow by slices. */
import { expect, test } from 'vitest';
import { firstGroup } from '../../../main/playback/first-group.ts';
import { planWindow } from '../../../main/playback/plan.ts';
import { clip, type FakeStudio, fakeStudio, fill, projectOf } from '../../support/fake-studio.ts';

const CLIPS = 5_000;
/** All of them begin within 100 s. */
const STEP_FRAMES = 960;
const place = { fromFrame: 0, sampleRate: 48_000 };
const project = projectOf(
  Array.from({ length: CLIPS }, (_, index) =>
    clip(`clip ${index}`, { startFrame: ((index * 7) % CLIPS) * STEP_FRAMES }),
  ),
);

async function begun(): Promise<FakeStudio & { readonly origin: number }> {
  const fake = await fakeStudio();
  await fill(fake, project);
  expect(await fake.studio.transport.play(0)).toEqual({ ok: true, value: null });
  return { ...fake, origin: fake.studio.transport.status.originFrame ?? Number.NaN };
}

async function untilScheduled({ native, settle }: FakeStudio, count: number): Promise<void> {
  await expect
    .poll(async () => {
      await settle();
      return native.stream.players.length;
    })
    .toBe(count);
}

test('Play begins with the clips that come first, and the others follow in their places', async () => {
  const fake = await begun();
  expect(fake.native.stream.players.length).toBeLessThan(CLIPS / 2);
  await untilScheduled(fake, CLIPS);
  const starts = fake.native.stream.players.map(({ requestedFrame }) => requestedFrame ?? -1);
  const places = project.clips.map(({ startFrame }) => startFrame + fake.origin);
  expect(starts.toSorted((a, b) => a - b)).toEqual(places.toSorted((a, b) => a - b));
});

test('a clip that is removed before its slice is never scheduled, one that moves is where it is', async () => {
  const fake = await begun();
  const last = project.clips.toSorted((a, b) => b.startFrame - a.startFrame);
  const [removed, moved] = [last[0]?.id ?? '', last[1]?.id ?? ''];
  const { project: service } = fake.studio;
  service.applyOwn({ kind: 'removeClips', clipIds: [removed] });
  service.applyOwn({ kind: 'patchClips', patches: [{ clipId: moved, patch: { startFrame: 77 } }] });
  await untilScheduled(fake, CLIPS - 1);
  const starts = fake.native.stream.players.map(({ requestedFrame }) => requestedFrame);
  expect(starts).toContain(77 + fake.origin);
  expect(starts).not.toContain((last[0]?.startFrame ?? 0) + fake.origin);
});

test('after Stop no further slice is scheduled', async () => {
  const fake = await begun();
  fake.studio.transport.stop();
  const { length } = fake.native.stream.players;
  for (let turn = 0; turn < 10; turn += 1) await fake.settle();
  expect(fake.native.stream.players).toHaveLength(length);
  expect(length).toBeLessThan(CLIPS);
});

test('a clip that is over before its slice is told with the cause: the program was held up', async () => {
  const fake = await begun();
  const { native, studio } = fake;
  native.stream.advance(3_000 * STEP_FRAMES);
  const lastStart = fake.origin + (CLIPS - 1) * STEP_FRAMES;
  await expect
    .poll(async () => {
      await fake.settle();
      return Math.max(...native.stream.players.map(({ requestedFrame }) => requestedFrame ?? 0));
    })
    .toBe(lastStart);
  const messages = studio.notices.all.map(({ message }) => message);
  const refused = messages.filter((message) => message.startsWith('“clip'));
  expect(refused[0]).toMatch(
    /^“clip \d+” on Track a cannot play: the program was held up until its time was over\. /,
  );
  expect(refused.join()).not.toContain('not ready');
});

test('the end is not reached while clips wait for their slice', async () => {
  const fake = await begun();
  fake.studio.transport.tick();
  expect(fake.studio.transport.isPlaying).toBe(true);
});

test('clips that all begin at once, or cost much to schedule, are one group', () => {
  const together = projectOf(Array.from({ length: CLIPS }, (_, index) => clip(`clip ${index}`)));
  const everything = { fromFrame: 0, toFrame: null };
  const { clips } = planWindow(together, everything);
  expect(firstGroup(clips, place, () => 0.1)).toEqual({ first: clips, later: [] });
  const spread = planWindow(project, everything).clips;
  expect(firstGroup(spread, place, () => 0.1).later.length).toBeGreaterThan(CLIPS / 2);
  expect(firstGroup(spread, place, () => 200).later).toEqual([]);
});
