/** What the account says of clips of every shape, and of edits of every property while they play. */
import { describe, expect, test } from 'vitest';
import type { Edit } from '../../../preload/edits.ts';
import {
  CLIP_PROPERTIES,
  type Clip,
  type Project,
  type PropertyTraits,
  TRACK_PROPERTIES,
} from '../../../preload/project.ts';
import type { RunAccount } from '../../../preload/run.ts';
import { changedClipValue, changedTrackValue, UNCHANGED } from '../../support/changed-parts.ts';
import {
  clip,
  type FakeStudio,
  fakeStudio,
  fill,
  projectOf,
  track,
} from '../../support/fake-studio.ts';
import { readCsv, readJson, readTsv } from '../../support/read-exports.ts';

async function playing(project: Project): Promise<FakeStudio> {
  const fake = await fakeStudio();
  await fill(fake, project);
  expect(await fake.studio.transport.play(null)).toEqual({ ok: true, value: null });
  return fake;
}

/** Of the only run, once it is in its file. */
async function accountOf(fake: FakeStudio): Promise<RunAccount> {
  const { studio } = fake;
  studio.transport.stop();
  for (let turn = 0; turn < 4; turn += 1) await fake.advance(40_000);
  studio.recorder.tick();
  await studio.recorder.handedOver();
  expect(await studio.saving.flush()).toBe(true);
  const listed = await studio.runs.list();
  const [entry, ...others] = listed.ok ? listed.value : [];
  expect(others).toEqual([]);
  const read = await studio.runs.read(entry?.runId ?? '');
  if (!read.ok) throw new Error(read.message);
  expect(read.value.state).toBe('ended');
  return read.value;
}

/** Of each action, in the order in which they were asked: its verdict, the same in every export. */
function verdictsIn(account: RunAccount): readonly string[] {
  const { actions } = readJson(account);
  const words = actions.map(({ name, verdict }) => `${name}: ${verdict}`);
  const named = ({ name, verdict }: Record<string, string>) => `${name}: ${verdict}`;
  const wordsOf = (rows: readonly Record<string, string>[]) => rows.map(named).sort();
  expect(wordsOf(readCsv(account))).toEqual([...words].sort());
  const events = readTsv(account, true).map(({ trial_type, verdict }) => ({
    name: trial_type ?? '',
    verdict: verdict ?? '',
  }));
  expect(wordsOf(events)).toEqual([...words].sort());
  return words;
}

const SHAPES: Record<string, Partial<Clip>> = {
  looped: { lengthFrames: 9_000, loop: { startFrame: 0, lengthFrames: 300 } },
  faded: {
    fadeIn: { frames: 100, curve: 'equal-power' },
    fadeOut: { frames: 100, curve: 'linear' },
  },
  locked: { locked: true, colour: 3, groupId: 'together' },
  muted: { muted: true },
  silent: { gainLine: [{ frame: 0, gainDb: -90 }] },
  routed: { matrix: [{ from: 1, to: 2, gainDb: -6 }] },
  lined: {
    gainLine: [
      { frame: 0, gainDb: 0 },
      { frame: 500, gainDb: -90 },
      { frame: 900, gainDb: -90 },
      { frame: 901, gainDb: 0 },
    ],
  },
};

test('A clip of any shape is one action with one verdict in every export, however often its loop goes round', async () => {
  const clips = Object.entries(SHAPES).map(([name, values]) => clip(name, values));
  const metronome = { enabled: true, gainDb: 0, outputChannels: [1] };
  const fake = await playing(projectOf(clips, { metronome }));
  for (let turn = 0; turn < 4; turn += 1) await fake.advance(3_000);
  const account = await accountOf(fake);
  expect(verdictsIn(account)).toEqual([
    'looped: onTime',
    'faded: onTime',
    'locked: onTime',
    'muted: muted',
    'silent: muted',
    'routed: onTime',
    'lined: onTime',
  ]);
  const looped = account.actions.find(({ name }) => name === 'looped');
  expect(looped).toMatchObject({ totalFrames: 9_000, loopPass: 0, outcome: 'completed' });
  const lined = account.actions.find(({ name }) => name === 'lined');
  const origin = lined?.originFrame ?? 0;
  expect(lined?.silences).toEqual([{ fromFrame: origin + 500, toFrame: origin + 901 }]);
});

/** Of each name, the verdicts of its actions: the clips have played a while when the edits come. */
async function verdictsAfter(edits: readonly Edit[], before: Project) {
  const fake = await playing(before);
  const { studio, native } = fake;
  await fake.advance((studio.transport.status.originFrame ?? 0) - native.stream.frame + 10);
  const edit: Edit = { kind: 'batch', edits };
  const edited = studio.project.edit({ editId: null, label: 'Edit', mergeKey: null, edit });
  expect(edited).toMatchObject({ ok: true });
  await fake.settle();
  await fake.advance(600);
  const { actions } = readJson(await accountOf(fake));
  return (name: string) => actions.flatMap((each) => (each.name === name ? [each.verdict] : []));
}

/** Of what is edited as the property's trait says. */
function isAsHeard(heard: PropertyTraits['heard'], verdicts: readonly unknown[]): boolean {
  if (heard === 'again') return verdicts[0] === 'edited';
  return verdicts.length === 1 && verdicts[0] !== 'edited';
}

function patchedOf<Name extends string>(
  properties: Readonly<Record<Name, PropertyTraits>>,
): readonly Name[] {
  return (Object.keys(properties) as Name[]).filter((name) => properties[name].isPatched);
}

describe('What plays and is edited', () => {
  test('is accounted as what the edit did to its action, by every property of a clip', async () => {
    const names = patchedOf(CLIP_PROPERTIES);
    const clips = names.map((name) => clip(`by ${name}`, { name: `by ${name}` }));
    const patches = names.map((name) => ({ clipId: `by ${name}`, patch: changedClipValue(name) }));
    const edits: readonly Edit[] = [{ kind: 'patchClips', patches }];
    const verdictsOf = await verdictsAfter(edits, { ...UNCHANGED, clips });
    const wrong = names
      .map((name) => [name, ...verdictsOf(`by ${name}`)] as const)
      .filter(([name, ...verdicts]) => !isAsHeard(CLIP_PROPERTIES[name].heard, verdicts));
    expect(wrong).toEqual([]);
  });

  test('is accounted as what the edit did to its action, by every property of its track', async () => {
    const names = patchedOf(TRACK_PROPERTIES);
    const tracks = names.map((name) => track(name));
    const clips = names.map((name) => clip(`on ${name}`, { trackId: name }));
    const edits = names.map(
      (name): Edit => ({ kind: 'patchTrack', trackId: name, patch: changedTrackValue(name) }),
    );
    const before = projectOf(clips, { tracks, trackGroups: UNCHANGED.trackGroups });
    const verdictsOf = await verdictsAfter(edits, before);
    const wrong = names
      .map((name) => [name, ...verdictsOf(`on ${name}`)] as const)
      .filter(([name, ...verdicts]) => !isAsHeard(TRACK_PROPERTIES[name].heard, verdicts));
    expect(wrong).toEqual([]);
  });
});
