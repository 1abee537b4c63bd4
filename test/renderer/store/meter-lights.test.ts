/** The lights of overs, which stay until they are put out. */
import { expect, test } from 'vitest';
import { newTrack } from '../../../preload/builders.ts';
import { NO_COUNTERS, NO_METERS } from '../../../preload/engine.ts';
import { MIN_GAIN_DB, SILENT_LEVEL } from '../../../preload/units.ts';
import { channelsOfBar, MeterLights, trackReading } from '../../../renderer/store/meter-lights.ts';

const AVAILABLE = { inputChannels: 0, outputChannels: 2 };
const TRACKS = ['a', 'b'].map((id) => newTrack([], id, AVAILABLE));
const counters = NO_COUNTERS;
const metersOf = (...trackLevels: readonly number[]) => ({
  ...NO_METERS,
  trackChannels: Uint8Array.of(2, 2),
  trackLevels: Int16Array.from(trackLevels),
});

test('levels are read by the place of the track, one per channel', () => {
  const meters = metersOf(-600, -1_200, -900, SILENT_LEVEL, 10, 20, 30, 40);
  expect(trackReading(meters, 0)).toEqual({ peaksDb: [-6, -12], rmsDb: [-9, MIN_GAIN_DB] });
  expect(trackReading(meters, 1)).toEqual({ peaksDb: [0.1, 0.2], rmsDb: [0.3, 0.4] });
  expect(trackReading(meters, 2)).toEqual({ peaksDb: [], rmsDb: [] });
});

test('an over lights the light of its channel until it is put out, of that track alone', () => {
  const lights = new MeterLights();
  lights.observe({ counters, meters: metersOf(1, -1, 0, 0, 0, 1, 0, 0) }, TRACKS);
  lights.observe({ counters, meters: metersOf(-900, -900, 0, 0, -900, -900, 0, 0) }, TRACKS);
  const lit = () => ['a', 'b'].map((id) => [0, 1].map((channel) => lights.isOver(id, channel)));
  expect(lit()).toEqual([
    [true, false],
    [false, true],
  ]);
  lights.clearTrack('a');
  expect(lit()[0]).toEqual([false, false]);
  expect(lit()[1]).toEqual([false, true]);
  lights.clearAll();
  expect(lit()[1]).toEqual([false, false]);
});

test('levels that were seen already do not light what was put out', () => {
  const lights = new MeterLights();
  const meters = metersOf(1, 1, 0, 0, 1, 1, 0, 0);
  lights.observe({ counters, meters }, TRACKS);
  lights.clearAll();
  lights.observe({ counters, meters }, TRACKS);
  expect(lights.isOver('a', 0)).toBe(false);
});

test("full scale is no over, and an RMS is none, and neither are another project's levels", () => {
  const lights = new MeterLights();
  lights.observe({ counters, meters: metersOf(0, 0, 500, 500, 0, 0, 0, 0) }, TRACKS);
  lights.observe({ counters, meters: metersOf(500, 0, 0, 0, 0, 0, 0, 0) }, TRACKS.slice(1));
  expect(['a', 'b'].some((id) => lights.isOver(id, 0))).toBe(false);
});

test('the channels of a track share the bars of a low head', () => {
  const wide = { ...newTrack([], 'c', AVAILABLE), outputChannels: [1, 2, 3, 4, 5] };
  expect([0, 1].map((bar) => channelsOfBar(wide, bar, 2))).toEqual([
    [0, 2, 4],
    [1, 3],
  ]);
});
