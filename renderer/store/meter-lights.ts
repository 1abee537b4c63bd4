/**
 * What meters keep until it is clicked: the lights of overs of tracks and master, and the master's highest peak.
 * Observed with every update, so that no over of a track whose head is out of view is missed.
 */
import { type Meters, meterChannelsOf } from '../../preload/engine.ts';
import type { Track } from '../../preload/project.ts';
import { type Decibels, MIN_GAIN_DB, SILENT_LEVEL } from '../../preload/units.ts';
import { type Live, onLive } from './live.ts';
import { type MasterPeak, NO_PEAK, peakAfter, peakForgotten } from './master-peak.ts';
import { mirrorStore } from './mirror-store.ts';

interface TrackReading {
  readonly peaksDb: readonly Decibels[];
  readonly rmsDb: readonly Decibels[];
}

function decibelsOf(level: number | undefined): Decibels {
  return level === undefined || level === SILENT_LEVEL ? MIN_GAIN_DB : level / 100;
}

/** Where each track's levels begin. */
const STARTS = new WeakMap<Meters, Uint32Array>();

function startsOf(meters: Meters): Uint32Array {
  const known = STARTS.get(meters);
  if (known !== undefined) return known;
  const starts = new Uint32Array(meters.trackChannels.length);
  let start = 0;
  for (const [place, channels] of meters.trackChannels.entries()) {
    starts[place] = start;
    start += 2 * channels;
  }
  STARTS.set(meters, starts);
  return starts;
}

/** The levels of the track at this place of the project, one per channel of its meter. */
export function trackReading(meters: Meters, place: number): TrackReading {
  const channels = meters.trackChannels[place] ?? 0;
  const start = startsOf(meters)[place] ?? 0;
  const from = (first: number) =>
    Array.from({ length: channels }, (_, channel) =>
      decibelsOf(meters.trackLevels[first + channel]),
    );
  return { peaksDb: from(start), rmsDb: from(start + channels) };
}

export class MeterLights {
  /** Bits of the channels that were over, by the tracks' ids. */
  readonly #tracks = new Map<string, number>();
  #master: MasterPeak = NO_PEAK;
  #seen: Meters | null = null;

  get master(): MasterPeak {
    return this.#master;
  }

  isOver(trackId: string, channel: number): boolean {
    return ((this.#tracks.get(trackId) ?? 0) & (1 << channel)) !== 0;
  }

  observe({ meters, counters }: Pick<Live, 'meters' | 'counters'>, tracks: readonly Track[]): void {
    // An update may bring no levels: the old ones must not light what was put out.
    const isNew = meters !== this.#seen;
    this.#seen = meters;
    this.#master = peakAfter(this.#master, isNew ? meters.output : [], counters);
    if (!isNew || meters.trackChannels.length !== tracks.length) return;
    let at = 0;
    for (const [place, track] of tracks.entries()) {
      const channels = meters.trackChannels[place] ?? 0;
      for (let channel = 0; channel < channels; channel += 1) {
        if ((meters.trackLevels[at + channel] as number) > 0) this.#light(track.id, channel);
      }
      at += 2 * channels;
    }
  }

  #light(trackId: string, channel: number): void {
    this.#tracks.set(trackId, (this.#tracks.get(trackId) ?? 0) | (1 << channel));
  }

  clearTrack(trackId: string): void {
    this.#tracks.delete(trackId);
  }

  /** The master's light and its highest peak. */
  clearMaster(): void {
    this.#master = peakForgotten(this.#master);
  }

  clearAll(): void {
    this.#tracks.clear();
    this.clearMaster();
  }
}

export const meterLights = new MeterLights();

/** Lets the lights follow the levels; gives the function that ends it. */
export function followMeterLights(): () => void {
  return onLive((live) => {
    const { mirror } = mirrorStore.getState();
    meterLights.observe(live, mirror?.confirmed.tracks ?? []);
  });
}

/** The channels of a meter with fewer bars that share a bar. */
export function channelsOfBar(track: Track, bar: number, bars: number): readonly number[] {
  return Array.from({ length: meterChannelsOf(track) }, (_, channel) => channel).filter(
    (channel) => channel % bars === bar,
  );
}
