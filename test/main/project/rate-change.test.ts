/** Another rate for a session without sounds: everything on its timeline stays at its time. */
import { expect, test } from 'vitest';
import { adoptRate } from '../../../main/project/session-rate.ts';
import { clip, fakeStudio, fill, projectOf } from '../../support/fake-studio.ts';

const markers = [{ id: 'm', name: 'Start', frame: 48_000 }];
const loop = { enabled: true, startFrame: 24_000, endFrame: 96_000 };

test('Markers and loop keep their times when the rate changes, and so does the playhead', async () => {
  const fake = await fakeStudio();
  await fill(fake, projectOf([], { buffers: [], markers, loop }));
  await fake.studio.transport.seek(12_000);
  expect(adoptRate(fake.studio.project, 44_100)).toMatchObject({ ok: true });
  expect(fake.studio.project.project).toMatchObject({
    sampleRate: 44_100,
    markers: [{ id: 'm', name: 'Start', frame: 44_100 }],
    loop: { enabled: true, startFrame: 22_050, endFrame: 88_200 },
  });
  expect(fake.studio.transport.status.positionFrame).toBe(11_025);
  adoptRate(fake.studio.project, 48_000);
  expect(fake.studio.project.project).toMatchObject({ markers, loop });
});

test('What undo brings back after another rate was chosen is where it was in time', async () => {
  const fake = await fakeStudio();
  await fill(fake, projectOf([clip('one', { startFrame: 48_000, lengthFrames: 9_600 })]));
  const { project } = fake.studio;
  const sourceIds = project.project.buffers.map(({ id }) => id);
  project.editOwn('Remove', { kind: 'removeSources', sourceIds });
  adoptRate(project, 96_000);
  project.undo();
  expect(project.project.clips).toMatchObject([{ startFrame: 96_000, lengthFrames: 19_200 }]);
  expect(project.project.buffers.map(({ frames }) => frames)).toEqual([200_000, 200_000]);
  project.redo();
  expect(project.project.clips).toEqual([]);
});

test('A loop that is shorter than a frame at the new rate is a frame long', async () => {
  const fake = await fakeStudio();
  const short = { enabled: true, startFrame: 10, endFrame: 11 };
  await fill(fake, projectOf([], { buffers: [], loop: short }));
  expect(adoptRate(fake.studio.project, 8_000)).toMatchObject({ ok: true });
  expect(fake.studio.project.project.loop).toEqual({ enabled: true, startFrame: 2, endFrame: 3 });
});

test('A rate that is taken back leaves no frame elsewhere', async () => {
  const fake = await fakeStudio();
  const odd = [1, 3, 7, 12_345].map((frame) => ({ id: `m${frame}`, name: '', frame }));
  await fill(fake, projectOf([], { buffers: [], markers: odd, loop }));
  const before = fake.studio.project.project;
  const adopted = adoptRate(fake.studio.project, 8_000);
  if (!adopted.ok) return expect.unreachable();
  adopted.value.takeBack();
  expect(fake.studio.project.project).toEqual(before);
});
