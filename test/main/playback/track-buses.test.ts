/** Which bus a clip plays on, where there are more tracks than buses, and what no solo silences. */
import { expect, test } from 'vitest';
import { MOST_TRACK_BUSES } from '../../../main/playback/track-buses.ts';
import { clip, fakeStudio, fill, listenTo, projectOf, track } from '../../support/fake-studio.ts';

async function played(project: ReturnType<typeof projectOf>) {
  const fake = await fakeStudio();
  await fill(fake, project);
  expect(await fake.studio.transport.play(0)).toMatchObject({ ok: true });
  await fake.advance(64);
  const busOf = (name: string) => {
    const row = fake.studio.actionLog.live().activeActions.find((each) => each.clipId === name);
    const request = fake.native.stream.actions.find(({ id }) => id === row?.id)?.request;
    return request !== undefined && 'bus' in request ? request.bus : undefined;
  };
  return { ...fake, busOf };
}

test('each track that plays something has a bus, in the order of the tracks, one that pans another one', async () => {
  const { native, busOf, studio } = await played(
    projectOf(
      [
        clip('on b', { trackId: 'b' }),
        clip('on a', { sourceId: 'voice' }),
        clip('elsewhere', { trackId: 'b', sourceId: 'voice', channels: [2] }),
      ],
      { tracks: [track('a', { gainDb: -20 }), track('b', { pan: 0.5, soloed: true }), track('c')] },
    ),
  );
  expect([...native.stream.buses.values()]).toEqual([
    { name: 'rest', soloSafe: true, soloed: true },
    { name: 'track a', gain: 0.1, muted: false, soloed: false, soloSafe: false },
    { name: 'track b', gain: 1, muted: false, soloed: true, soloSafe: false },
    {
      ...{ name: 'track b on 1 and 2', gain: 1, muted: false, soloed: true, soloSafe: false },
      ...{ outputs: [1, 2], pan: 0.5 },
    },
  ]);
  expect(['on a', 'on b', 'elsewhere'].map(busOf)).toEqual([
    ...['track a', 'track b on 1 and 2', 'track b'],
  ]);
  // A track that is no more has no bus either, and gets one again with the clip that comes back.
  studio.project.applyOwn({ kind: 'removeClips', clipIds: ['on a'] });
  studio.project.applyOwn({ kind: 'removeTracks', trackIds: ['a'] });
  expect(native.stream.buses.has('track a')).toBe(false);
});

test('a track that gets its first clip while others play has a bus at once', async () => {
  const { native, studio, settle } = await played(projectOf([clip('one')]));
  studio.project.applyOwn({
    kind: 'insertClips',
    clips: [clip('two', { trackId: 'b', startFrame: 9_000 })],
  });
  await settle();
  expect(native.stream.players.at(-1)?.request).toMatchObject({ bus: 'track b' });
});

test('tracks beyond the buses are heard with their own gain, mute, solo and pan all the same', async () => {
  // Each has a bus that pans, and wants another one for a clip with outputs of its own.
  const tracks = Array.from({ length: MOST_TRACK_BUSES }, (_, at) =>
    track(`${at}`, { gainDb: -20, pan: 0 }),
  );
  const place = { sourceId: 'voice', lengthFrames: 90_000 };
  const clips = tracks.flatMap(({ id }) => [
    clip(`panned ${id}`, { ...place, trackId: id }),
    clip(`apart ${id}`, { ...place, trackId: id, channels: [2] }),
  ]);
  const { native, studio, settle, advance } = await played(projectOf(clips, { tracks }));
  expect(native.stream.buses.size).toBeLessThanOrEqual(1_024);
  const busesOf = (name: string) =>
    native.stream.players.filter(({ request }) => 'bus' in request && request.bus === name);
  const [panned] = busesOf('track 0 on 1 and 2');
  expect(panned).toMatchObject({ gain: 1 });
  const rest = busesOf('rest');
  expect(rest).toHaveLength(MOST_TRACK_BUSES);
  // Those that find none have gain and pan in their own requests.
  expect(rest.every(({ gain }) => gain === 0.1)).toBe(true);
  const before = native.stream.players;
  const requests = native.stream.actions.length;
  studio.project.applyOwn({ kind: 'patchTrack', trackId: '7', patch: { soloed: true } });
  await settle();
  await advance(64);
  // The buses of the track and of the rest are soloed; of the rest all other tracks are silent.
  const changes = native.stream.actions.slice(requests).map(({ type }) => type);
  expect(changes.filter((type) => type !== 'setGain')).toEqual(
    expect.arrayContaining(['setBus', 'setBus']),
  );
  expect(native.stream.players).toEqual(before);
  expect(rest.filter(({ gain }) => gain > 0).length).toBeLessThanOrEqual(2);
});

test('no solo of a track silences the metronome and what is listened to', async () => {
  const fake = await played(
    projectOf([clip('one')], {
      tracks: [track('a', { soloed: true })],
      metronome: { enabled: true, gainDb: 0, outputChannels: [1] },
    }),
  );
  const { native, studio } = fake;
  await studio.actions.schedule([listenTo('tone')]);
  for (const name of ['metronome', 'audition']) {
    expect(native.stream.buses.get(name)).toEqual({ name, soloSafe: true });
    expect(
      native.stream.actions.some(({ request }) => 'bus' in request && request.bus === name),
    ).toBe(true);
  }
});

test('a stream that is opened again has the buses of the tracks as they are by then', async () => {
  const fake = await fakeStudio();
  await fill(fake, projectOf([clip('one', { lengthFrames: 90_000 })]));
  const { studio, native } = fake;
  await studio.transport.play(0);
  const first = native.stream;
  studio.project.applyOwn({ kind: 'patchTrack', trackId: 'a', patch: { muted: true } });
  studio.project.applyOwn({ kind: 'patchProject', patch: { master: { gainDb: -20 } } });
  studio.transport.stop();
  await fake.advance(64);
  expect(await studio.engine.require({ inputChannels: 1, outputChannels: 2 })).toMatchObject({
    ok: true,
  });
  await studio.transport.play(0);
  expect(native.stream).not.toBe(first);
  expect(native.stream.buses.get('track a')).toMatchObject({ muted: true });
  expect(native.stream.actions[0]?.request).toMatchObject({
    ...{ type: 'setBus', bus: 'master', ramp: 0 },
  });
  expect(native.stream.players[0]?.request).toMatchObject({ bus: 'track a' });
});
