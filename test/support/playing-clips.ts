/** Clips of an invented studio that play, are edited meanwhile, and are told of. */
import { expect } from 'vitest';
import type { Clip } from '../../preload/project.ts';
import type { FakeStudio } from './fake-studio.ts';

/** As an edit of main's own. */
export async function patch(
  fake: FakeStudio,
  clipId: string,
  values: Partial<Clip>,
): Promise<void> {
  const patches = [{ clipId, patch: values }];
  expect(fake.studio.project.applyOwn({ kind: 'patchClips', patches })).toMatchObject({ ok: true });
  await fake.settle();
}

/** Plays until the first sound has begun. */
export async function play(fake: FakeStudio, from = 0): Promise<void> {
  expect(await fake.studio.transport.play(from)).toEqual({ ok: true, value: null });
  const origin = fake.studio.transport.status.originFrame ?? 0;
  await fake.advance(origin + from - fake.native.stream.frame + 10);
}

export const messagesOf = ({ studio }: FakeStudio) =>
  studio.notices.all.map(({ message }) => message);
export const soundingOf = ({ native }: FakeStudio) =>
  native.stream.players.filter(({ state }) => state === 'active');
