/** What the window's meters are told of tracks: by their buses, their players and their inputs. */
import { expect, test } from 'vitest';
import { readMeters } from '../../main/meters.ts';
import { trackBusesOf } from '../../main/playback/track-buses.ts';
import { newTrack } from '../../preload/builders.ts';
import { mergedMeters } from '../../preload/engine.ts';
import { emptyProject, type Track } from '../../preload/project.ts';
import { levelOfPeak, SILENT_LEVEL } from '../../preload/units.ts';

const AVAILABLE = { inputChannels: 2, outputChannels: 4 };

function projectOf(...patches: readonly Partial<Track>[]) {
  const tracks = patches.map((patch, place) => ({
    ...newTrack([], `track-${place}`, AVAILABLE),
    ...patch,
  }));
  return { ...emptyProject('Meters', 48_000), tracks };
}

const levels = (peak: readonly number[], rms: readonly number[] = peak.map(() => 0)) => ({
  peak: Float32Array.from(peak),
  rms: Float32Array.from(rms),
});

function metersOf(
  project: ReturnType<typeof projectOf>,
  {
    input = levels([]),
    buses = {},
    players = {},
    pan = null,
  }: {
    readonly input?: ReturnType<typeof levels>;
    /** Of the tracks' buses. */
    readonly buses?: Readonly<Record<string, ReturnType<typeof levels>>>;
    readonly pan?: number | null;
    readonly players?: Readonly<Record<string, number>>;
  },
) {
  const output = levels([0.5, 0.25], [0.25, 0.125]);
  const stream = {
    addBus: () => {},
    takeLevels: () => ({ input, output, buses: byName }),
  } as Partial<Parameters<typeof readMeters>[0]> as Parameters<typeof readMeters>[0];
  const tracks = project.tracks.filter(({ id }) => id in buses);
  const clips = tracks.map(({ id, outputChannels }) => ({
    ...{ trackId: id, channels: outputChannels, pan },
  }));
  trackBusesOf(stream).reserve(project, clips, true);
  const byName = new Map(
    [...trackBusesOf(stream).all].map(({ name, trackId }) => [name, buses[trackId] ?? levels([])]),
  );
  const sounding = Object.entries(players).map(([trackId, peak]) => ({
    trackId,
    action: { takePeak: () => peak },
  }));
  const actionLog = { soundingPlayers: () => sounding } as unknown as Parameters<
    typeof readMeters
  >[2];
  return readMeters(stream, project, actionLog, { takePeaks: () => [] });
}

const told = (...linear: readonly number[]) => linear.map(levelOfPeak);

test("a track's meter has the peak and RMS of each of its own output channels", () => {
  const project = projectOf({ outputChannels: [3, 4] }, { outputChannels: [1] });
  const meters = metersOf(project, {
    buses: { 'track-0': levels([0, 0, 0.5, 0.25], [0, 0, 0.4, 0.2]), 'track-1': levels([0.125]) },
  });
  expect([...meters.trackChannels]).toEqual([2, 1]);
  expect([...meters.trackLevels]).toEqual([...told(0.5, 0.25, 0.4, 0.2), ...told(0.125, 0)]);
  expect([...meters.outputRms]).toEqual([0.25, 0.125]);
});

test('a bus that pans has the outputs of its track in their order', () => {
  const meters = metersOf(projectOf({ outputChannels: [3, 4] }), {
    buses: { 'track-0': levels([0.5, 0.25], [0.4, 0.2]) },
    pan: 0,
  });
  expect([...meters.trackLevels]).toEqual(told(0.5, 0.25, 0.4, 0.2));
});

test('channels beyond the eighth share the bars from the first one on', () => {
  const outputChannels = Array.from({ length: 9 }, (_, place) => place + 1);
  const project = projectOf({ outputChannels });
  const bus = levels([0.1, 0, 0, 0, 0, 0, 0, 0, 0.5]);
  const meters = metersOf(project, { buses: { 'track-0': bus } });
  expect([...meters.trackChannels]).toEqual([8]);
  expect(meters.trackLevels[0]).toBe(levelOfPeak(0.5));
});

test('without a bus the peaks of its players are on all of its channels, and no RMS is told', () => {
  const meters = metersOf(projectOf({}), { players: { 'track-0': 0.5 } });
  expect([...meters.trackLevels]).toEqual([...told(0.5, 0.5), SILENT_LEVEL, SILENT_LEVEL]);
});

test('an armed track shows its inputs, a single one on both bars', () => {
  const project = projectOf({ armed: true, inputChannels: [2] }, { armed: true });
  const meters = metersOf(project, { input: levels([0.5, 0.25]) });
  expect([...meters.trackLevels.subarray(0, 2)]).toEqual(told(0.25, 0.25));
  expect([...meters.trackLevels.subarray(4, 6)]).toEqual(told(0.5, 0.25));
});

test('of two readings the greater levels count, unless the tracks have other channels', () => {
  const loud = metersOf(projectOf({}), { players: { 'track-0': 0.5 } });
  const soft = metersOf(projectOf({}), { players: { 'track-0': 0.1 } });
  expect(mergedMeters(loud, soft).trackLevels[0]).toBe(levelOfPeak(0.5));
  const others = metersOf(projectOf({ outputChannels: [1] }, { outputChannels: [] }), {});
  expect(mergedMeters(loud, others).trackLevels).toEqual(others.trackLevels);
});
