/** What the mixer is asked when a property of a clip or a track differs, before Play and during it. */
import { describe, expect, test } from 'vitest';
import type { Edit } from '../../../preload/edits.ts';
import {
  CLIP_PROPERTIES,
  type Clip,
  type Project,
  TRACK_PROPERTIES,
  type Track,
} from '../../../preload/project.ts';
import {
  beforeTrackChange,
  changedClipValue,
  changedTrackValue,
  UNCHANGED,
  withChangedClip,
  withChangedTrack,
} from '../../support/changed-parts.ts';
import { fakeStudio, fill } from '../../support/fake-studio.ts';

async function played(project: Project) {
  const fake = await fakeStudio();
  await fill(fake, project);
  await fake.studio.transport.play(null);
  const { actions, buses } = fake.native.stream;
  const requests = actions.map(({ request }) => request);
  return { ...fake, requests, asked: [...buses.values(), ...requests] };
}

/** The types of the requests that an edit leads to while its clip sounds. */
async function typesAfter(edit: Edit, before = UNCHANGED): Promise<readonly string[]> {
  const { studio, native, advance, settle, requests } = await played(before);
  await advance((studio.transport.status.originFrame ?? 0) - native.stream.frame + 10);
  const edited = studio.project.edit({ editId: null, label: 'Edit', mergeKey: null, edit });
  expect(edited).toMatchObject({ ok: true });
  await settle();
  return native.stream.actions.slice(requests.length).map(({ type }) => type);
}

const EXPECTED_TYPES = {
  never: [],
  live: expect.toSatisfy(
    (types: readonly string[]) =>
      types.length > 0 && types.every((type) => type === 'setGain' || type === 'setBus'),
  ),
  again: expect.arrayContaining(['cancel', 'playBuffer']),
};

const clipNames = Object.keys(CLIP_PROPERTIES) as (keyof Clip)[];
const trackNames = Object.keys(TRACK_PROPERTIES) as (keyof Track)[];

describe('The property of a clip', () => {
  test.each(clipNames)('%s reaches the mixer if it is heard', async (name) => {
    const { asked } = await played(UNCHANGED);
    const changed = await played(withChangedClip(name));
    if (CLIP_PROPERTIES[name].heard === 'never') expect(changed.asked).toEqual(asked);
    else expect(changed.asked).not.toEqual(asked);
  });

  test.each(clipNames.filter((name) => CLIP_PROPERTIES[name].isPatched))(
    '%s is heard at once when it is edited',
    async (name) => {
      const patches = [{ clipId: 'one', patch: changedClipValue(name) }];
      const types = await typesAfter({ kind: 'patchClips', patches });
      expect(types).toEqual(EXPECTED_TYPES[CLIP_PROPERTIES[name].heard]);
    },
  );
});

describe('The property of a track', () => {
  const patched = trackNames.filter((name) => TRACK_PROPERTIES[name].isPatched);

  test.each(patched)('%s reaches the mixer if it is heard', async (name) => {
    const { asked } = await played(beforeTrackChange(name));
    const changed = await played(withChangedTrack(name));
    if (TRACK_PROPERTIES[name].heard === 'never') expect(changed.asked).toEqual(asked);
    else expect(changed.asked).not.toEqual(asked);
  });

  test.each(patched)('%s is heard at once when it is edited', async (name) => {
    const patch = changedTrackValue(name);
    const edit = { kind: 'patchTrack', trackId: 'a', patch } as const;
    const types = await typesAfter(edit, beforeTrackChange(name));
    expect(types).toEqual(EXPECTED_TYPES[TRACK_PROPERTIES[name].heard]);
  });
});
