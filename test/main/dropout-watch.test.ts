/** Dropouts from the stream to the accounts of what they touched, on a whole studio. */
import { expect, test } from 'vitest';
import type { StreamDropout } from '../../native/index.ts';
import { clip, type FakeStudio, fakeStudio, fill, projectOf } from '../support/fake-studio.ts';

function lost(frame: number, values: Partial<StreamDropout> = {}): StreamDropout {
  return {
    streamNumber: 1,
    frame,
    inputFrames: 0,
    outputFrames: 512,
    isEstimate: false,
    source: 'reported',
    flags: ['outputUnderflow'],
    before: null,
    after: { frame, frames: 256, time: null, flags: ['outputUnderflow'] },
    lateSeconds: null,
    load: null,
    count: 1,
    ...values,
  };
}

/** Gives the stream frame of the timeline's frame 0. */
async function play(fake: FakeStudio): Promise<number> {
  const playing = fake.studio.transport.play(null);
  await fake.settle();
  expect(await playing).toMatchObject({ ok: true });
  return fake.studio.transport.status.originFrame as number;
}

test('a dropout is in the account of what it touched, also where that has ended before it is told', async () => {
  const fake = await fakeStudio();
  await fill(fake, projectOf([clip('one'), clip('two', { startFrame: 5_000 })]));
  const origin = await play(fake);
  const { stream } = fake.native;
  // Told with the end of what it lies in.
  stream.dropouts = [lost(origin + 400)];
  await fake.advance(origin + 1_200 - stream.frame);
  const { actionLog, dropouts } = fake.studio;
  expect(actionLog.newest(20_000)).toMatchObject([{ name: 'one', dropouts: 1 }]);
  // Told after the end; and one that nothing sounded at.
  stream.dropouts = [lost(origin + 900), lost(origin + 1_100, { count: 3, inputFrames: 256 })];
  dropouts.poll();
  expect(actionLog.newest(20_000)).toMatchObject([{ name: 'one', dropouts: 2 }]);
  expect(dropouts.log.dropouts).toMatchObject([
    { timelineFrame: 400, frames: 512, direction: 'output', touched: [{ clipId: 'one' }] },
    { timelineFrame: 900, touched: [{ clipId: 'one', isTake: false }] },
    { timelineFrame: 1_100, direction: 'both', touchedCount: 0 },
  ]);
  expect(dropouts.log.totals).toMatchObject({ all: 5, output: 5, input: 3, inTakes: 0 });
});

test('dropouts while nothing plays are of no run, and a new run counts from 0', async () => {
  const fake = await fakeStudio();
  await fill(fake, projectOf([clip('one')]));
  const { stream } = fake.native;
  const { dropouts, transport } = fake.studio;
  const origin = await play(fake);
  stream.dropouts = [lost(origin + 10)];
  dropouts.poll();
  const { runNumber } = dropouts.log.totals;
  await fake.advance(origin + 2_000 - stream.frame);
  transport.stop();
  await fake.advance(48_000 * 20);
  const idleFrame = stream.frame;
  stream.dropouts = [lost(idleFrame)];
  dropouts.poll();
  expect(dropouts.log.totals).toMatchObject({ runNumber, all: 1, outsideRuns: 1 });
  expect(dropouts.log.dropouts.at(-1)).toMatchObject({ runNumber: null, timelineFrame: null });
  await play(fake);
  expect(dropouts.log.totals).toMatchObject({ runNumber: runNumber + 1, all: 0, outsideRuns: 0 });
});

test('what a stream was about to tell when it was closed is not lost', async () => {
  const fake = await fakeStudio();
  const { dropouts, engine } = fake.studio;
  const { stream } = fake.native;
  dropouts.poll();
  stream.dropouts = [lost(100)];
  await engine.close();
  dropouts.poll();
  expect(dropouts.log.dropouts).toMatchObject([{ streamFrame: 100, streamNumber: 1 }]);
});

test('a dropout that is told after the last action has ended is in the file of its run, and only there', async () => {
  const fake = await fakeStudio();
  await fill(fake, projectOf([clip('one')]));
  const { stream } = fake.native;
  const { dropouts, runs, transport } = fake.studio;
  const origin = await play(fake);
  await fake.advance(origin + 900 - stream.frame);
  transport.stop();
  await fake.advance(500);
  stream.dropouts = [lost(origin + 800, { count: 2 })];
  dropouts.poll();
  const { runNumber, all } = dropouts.log.totals;
  await fake.advance(20_000);
  await play(fake);
  const listed = await runs.list();
  const first = listed.ok ? listed.value.find(({ number }) => number === runNumber) : undefined;
  expect(first).toMatchObject({ state: 'ended', dropouts: 2 });
  expect(all).toBe(2);
  const read = await runs.read(first?.runId ?? '');
  expect(read.ok && read.value.dropouts).toMatchObject([{ timelineFrame: 800, count: 2 }]);
});

test('at the next start the dropouts of the last run are there, until another one begins', async () => {
  const fake = await fakeStudio();
  await fill(fake, projectOf([clip('one')]));
  const { stream } = fake.native;
  const origin = await play(fake);
  await fake.advance(origin + 900 - stream.frame);
  stream.dropouts = [lost(origin + 300), lost(origin + 600, { inputFrames: null })];
  fake.studio.dropouts.poll();
  const { totals } = fake.studio.dropouts.log;
  await fake.studio.close();
  const sound = { channels: 2, frames: 100_000, sampleRate: 48_000, format: 'WAV' };
  const again = await fakeStudio({
    userDataFolder: fake.folder,
    prepare: ({ files }) => files.set('/sounds/tone.wav', sound),
  });
  const { dropouts } = again.studio;
  expect(dropouts.log.totals).toEqual(totals);
  expect(dropouts.log.dropouts).toMatchObject([
    { timelineFrame: 300, touched: [{ clipId: 'one' }] },
    { timelineFrame: 600 },
  ]);
  await play(again);
  expect(dropouts.log.totals).toMatchObject({ runNumber: totals.runNumber + 1, all: 0 });
});
