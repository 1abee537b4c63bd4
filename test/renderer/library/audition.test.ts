import { expect, test } from 'vitest';
import { audition } from '../../../renderer/library/audition.ts';
import { noticeStore } from '../../../renderer/store/notices.ts';
import { viewNow } from '../../../renderer/store/view.ts';
import { projectOf } from '../../support/fake-studio.ts';
import { windowOnStudio } from '../../support/window-on-studio.ts';

const tone = { id: 'tone', frames: 100_000 };
const voice = { id: 'voice', frames: 100_000 };

async function listening() {
  const window = await windowOnStudio({ project: projectOf([]) });
  const sounding = () =>
    window.studio.actionLog
      .liveRows()
      .filter(({ type }) => type === 'playBuffer')
      .map(({ sourceId }) => sourceId);
  return { ...window, sounding };
}

test('A sound that is auditioned takes the place of the one before, in one batch', async () => {
  const { pass, sounding, requests } = await listening();
  audition(tone);
  await pass(0.1);
  expect(sounding()).toEqual(['tone']);
  audition(voice);
  await pass(0.1);
  expect(sounding()).toEqual(['voice']);
  expect(requests.filter(({ name }) => name === 'schedule')).toHaveLength(2);
  audition(null);
  await pass(0.1);
  expect(sounding()).toEqual([]);
});

test('Stop right after Audition leaves silence', async () => {
  const { pass, sounding } = await listening();
  audition(tone);
  audition(null);
  await pass(0.1);
  expect(sounding()).toEqual([]);
  expect(viewNow().auditionedId).toBeNull();
});

test('A sound that has ended does not keep the next one from sounding', async () => {
  const { pass, native, sounding } = await listening();
  audition(tone);
  await pass(0.1);
  native.stream.advance(tone.frames);
  audition(voice);
  await pass(0.1);
  expect(sounding()).toEqual(['voice']);
  const { shown } = noticeStore.getState();
  expect(shown.filter(({ severity }) => severity === 'error')).toEqual([]);
});

test('The same sound again is shown until it ends, not until the first time would have', async () => {
  const { pass } = await listening();
  audition(tone);
  await pass(1);
  audition(null);
  audition(tone);
  await pass(1.5);
  expect(viewNow().auditionedId).toBe('tone');
  await pass(1);
  expect(viewNow().auditionedId).toBeNull();
});
