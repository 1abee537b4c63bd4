import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ACTION_KINDS } from '../../../../preload/actions.ts';
import type { RunAccount } from '../../../../preload/run.ts';
import { summaryOf, verdictOfAction } from '../../../../preload/verdict.ts';
import {
  clip,
  type FakeStudio,
  fakeStudio,
  fill,
  listenTo,
  projectOf,
} from '../../../support/fake-studio.ts';

const ONE_AFTER_ANOTHER = [0, 1_000, 2_000].map((startFrame, index) =>
  clip(`c${index}`, { startFrame }),
);

async function runsOf({ studio }: FakeStudio): Promise<readonly RunAccount[]> {
  const listed = await studio.runs.list();
  if (!listed.ok) throw new Error(listed.message);
  const accounts: RunAccount[] = [];
  for (const { runId } of listed.value.toReversed()) {
    const read = await studio.runs.read(runId);
    if (!read.ok) throw new Error(read.message);
    accounts.push(read.value);
  }
  return accounts;
}

/** Of players and recorders, as in reports. */
function addsUp({ actions, end, header }: RunAccount): void {
  const counted = actions.filter(({ type }) => ACTION_KINDS[type] !== 'command');
  const verdicts = counted.map((row) => verdictOfAction(row, header.audible));
  expect(end?.summary).toEqual(summaryOf(verdicts));
}

async function playing(): Promise<FakeStudio> {
  const fake = await fakeStudio();
  await fill(fake, projectOf(ONE_AFTER_ANOTHER));
  const played = await fake.studio.transport.play(0);
  if (!played.ok) throw new Error(played.message);
  return fake;
}

test('a run goes from Play to the end of the last clip and has the account of each', async () => {
  const fake = await playing();
  await fake.advance(10_000);
  await fake.advance(10_000);
  const [run, ...others] = await runsOf(fake);
  if (run === undefined) throw new Error('There is no run.');
  expect(others).toEqual([]);
  expect(run.header).toMatchObject({ number: 1, kind: 'timeline', sessionName: 'Session' });
  expect(run.header.sounds.map(({ sourceId }) => sourceId)).toEqual(['tone']);
  expect(run.header.tracks.map(({ name }) => name)).toEqual(['Track a', 'Track b']);
  expect(run).toMatchObject({ state: 'ended', damagedLines: 0, removedParts: 0 });
  expect(run.end?.reason).toBe('end-of-timeline');
  expect(run.actions).toEqual(fake.studio.actionLog.newest(20_000));
  expect(run.actions.map(({ clipId }) => clipId)).toEqual(['c0', 'c1', 'c2']);
  expect(run.streams).toHaveLength(1);
  expect(run.streamEnds).toMatchObject([{ reason: 'run-ended', streamNumber: 1 }]);
  expect(run.origins).toMatchObject([{ cause: 'play', timelineFrame: 0, playNumber: 1 }]);
  addsUp(run);
});

test('a run begins at the frame from which Play was asked, however late main comes to note it', async () => {
  const fake = await fakeStudio();
  await fill(fake, projectOf([clip('long', { lengthFrames: 90_000 })]));
  const { stream } = fake.native;
  const schedule = stream.schedule.bind(stream);
  stream.schedule = (...given) => {
    const actions = schedule(...given);
    stream.advance(9_000);
    return actions;
  };
  expect(await fake.studio.transport.play(1_000)).toMatchObject({ ok: true });
  stream.schedule = schedule;
  fake.studio.transport.stop();
  await fake.advance(30_000);
  await fake.advance(10_000);
  const [run] = await runsOf(fake);
  expect(run?.origins).toMatchObject([{ cause: 'play', timelineFrame: 1_000 }]);
});

test('a run has the load of its worst block in each second, and how far its clock may be off', async () => {
  const fake = await fakeStudio();
  await fill(fake, projectOf([clip('long', { startFrame: 0, lengthFrames: 100_000 })]));
  expect(await fake.studio.transport.play(0)).toMatchObject({ ok: true });
  const { stream } = fake.native;
  const pass = async (frames: number) => {
    await fake.advance(frames);
    fake.studio.recorder.tick();
  };
  await pass(1_000);
  stream.worstLoad = 0.9;
  await pass(30_000);
  await pass(30_000);
  stream.clockBound = 35e-6;
  await pass(50_000);
  fake.studio.transport.stop();
  await fake.advance(30_000);
  const [run] = await runsOf(fake);
  expect(run?.loads.map(({ worstLoad }) => worstLoad)).toEqual([0.9, 0.1]);
  expect(run?.streamEnds).toMatchObject([{ clockBoundSeconds: 35e-6 }]);
  expect(fake.studio.dropouts.log.counters(stream).worstLoad).toBe(0.9);
});

test('a jump and an edit that is heard stay inside a run, which Stop ends with what had not begun', async () => {
  const fake = await playing();
  const { studio } = fake;
  await fake.advance(1_500);
  studio.project.editOwn('Move c2', {
    kind: 'patchClips',
    patches: [{ clipId: 'c2', patch: { startFrame: 9_000 } }],
  });
  studio.project.editOwn('Name', { kind: 'patchProject', patch: { name: 'Other' } });
  await fake.settle();
  await studio.transport.seek(1_000);
  await fake.advance(3_000);
  studio.transport.stop();
  await fake.advance(1_000);
  // What the device lost may be told so long after.
  await fake.advance(10_000);
  const [run, ...others] = await runsOf(fake);
  if (run === undefined) throw new Error('There is no run.');
  expect(others).toEqual([]);
  expect(run.origins.map(({ cause }) => cause)).toEqual(['play', 'seek']);
  expect(run.edits.map(({ label }) => label)).toEqual(['Move c2']);
  expect(run.end?.reason).toBe('stopped');
  expect(run.end?.summary.notBegun).toBeGreaterThan(0);
  addsUp(run);
});

test('a Play soon after Stop is another run, and what the first one ends late belongs to the first', async () => {
  const fake = await playing();
  const { studio } = fake;
  await fake.advance(500);
  studio.transport.stop();
  await studio.transport.play(0);
  await fake.advance(10_000);
  await fake.advance(10_000);
  const runs = await runsOf(fake);
  expect(runs.map(({ end }) => end?.reason)).toEqual(['stopped', 'end-of-timeline']);
  for (const run of runs) {
    addsUp(run);
    expect(new Set(run.actions.map(({ playNumber }) => playNumber)).size).toBe(1);
  }
});

test('sounds without the transport are a run of their own, which the next Play follows', async () => {
  const fake = await fakeStudio();
  const { studio } = fake;
  await fill(fake, projectOf(ONE_AFTER_ANOTHER));
  await studio.actions.schedule([listenTo('voice')]);
  await fake.advance(200_000);
  await studio.actions.schedule([listenTo('voice')]);
  await fake.advance(200_000);
  await studio.transport.play(0);
  await fake.advance(10_000);
  await fake.advance(10_000);
  const runs = await runsOf(fake);
  expect(runs.map(({ header, actions }) => [header.kind, actions.length])).toEqual([
    ['direct', 2],
    ['timeline', 3],
  ]);
  expect(runs[0]?.end?.reason).toBe('idle');
  for (const run of runs) addsUp(run);
});

test('closing while something plays ends its run, and the last name and pin are kept', async () => {
  const fake = await playing();
  const { studio, folder } = fake;
  await fake.advance(500);
  const [running] = await runsOf(fake);
  expect(running).toMatchObject({ state: 'running', end: null });
  const runId = running?.header.runId ?? '';
  expect(await studio.runs.remove(runId)).toMatchObject({ ok: false, code: 'edit-refused' });
  await studio.runs.change({ runId, name: ' First ', isPinned: true });
  await studio.close();
  expect(readdirSync(path.join(folder, 'session', 'runs')).sort()).toEqual([
    `${runId}.ndjson`,
    'names.json',
    'results.ndjson',
  ]);
  const again = await fakeStudio({ userDataFolder: folder });
  const [run] = await runsOf(again);
  if (run === undefined) throw new Error('There is no run.');
  expect(run.end?.reason).toBe('stopped');
  addsUp(run);
  const listed = await again.studio.runs.list();
  expect(listed).toMatchObject({ ok: true, value: [{ runId, name: 'First', isPinned: true }] });
  expect(await again.studio.runs.remove(runId)).toMatchObject({ ok: true });
  expect(await again.studio.runs.list()).toEqual({ ok: true, value: [] });
});
