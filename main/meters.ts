/** Levels for the window's meters since the last poll. */
import { type Meters, meterChannelsOf, NO_METERS } from '../preload/engine.ts';
import { partWithId, placeOfId } from '../preload/id-index.ts';
import type { Project, Track } from '../preload/project.ts';
import { levelOfPeak, SILENT_LEVEL } from '../preload/units.ts';
import type { ActionLog } from './accounts/action-log.ts';
import type { MixerStream } from './engine/native-mixer.ts';
import { trackBusesOf } from './playback/track-buses.ts';
import type { TakeService } from './takes/take-service.ts';

export const SILENCE: Meters = NO_METERS;

/**
 * Levels of a track are those of its buses, of each of its outputs; of one without a bus the peaks of its
 * players, which have no channels apart. A track that records, or is armed, shows its inputs, too.
 */
export function readMeters(
  stream: MixerStream,
  project: Project,
  actionLog: Pick<ActionLog, 'soundingPlayers'>,
  takes: Pick<TakeService, 'takePeaks'>,
): Meters {
  const { input, output, buses } = stream.takeLevels();
  const levels = new TrackLevels(project.tracks);
  const withBus = new Set<string>();
  for (const { name, trackId, outputs } of trackBusesOf(stream).all) {
    const bus = buses.get(name);
    const track = partWithId(project.tracks, trackId);
    if (bus === undefined || track === undefined) continue;
    withBus.add(trackId);
    for (const [place, channel] of track.outputChannels.entries()) {
      const at = outputs === null ? channel - 1 : outputs.indexOf(channel);
      levels.raise(trackId, place, bus.peak[at] ?? 0, bus.rms[at] ?? 0);
    }
  }
  for (const { trackId, action } of actionLog.soundingPlayers()) {
    if (!withBus.has(trackId)) levels.raiseAll(trackId, action.takePeak());
  }
  const recording = takes.takePeaks();
  for (const { trackId, peak } of recording) levels.raiseAll(trackId, peak);
  const recordingTracks = new Set(recording.map(({ trackId }) => trackId));
  for (const track of project.tracks) {
    if (!track.armed || recordingTracks.has(track.id) || input.peak.length === 0) continue;
    const peaks = track.inputChannels.map((channel) => input.peak[channel - 1] ?? 0);
    if (peaks.length === 1) levels.raiseAll(track.id, peaks[0] ?? 0);
    else for (const [place, peak] of peaks.entries()) levels.raise(track.id, place, peak, 0);
  }
  const { trackChannels, trackLevels } = levels;
  return {
    input: input.peak,
    output: output.peak,
    outputRms: output.rms,
    trackChannels,
    trackLevels,
  };
}

/** The levels of all tracks in one list. */
class TrackLevels {
  readonly trackChannels: Uint8Array;
  readonly trackLevels: Int16Array;
  readonly #tracks: readonly Track[];
  /** Where each track's levels begin. */
  readonly #starts: Uint32Array;

  constructor(tracks: readonly Track[]) {
    this.#tracks = tracks;
    this.trackChannels = Uint8Array.from(tracks, meterChannelsOf);
    this.#starts = new Uint32Array(tracks.length);
    let start = 0;
    for (const [place, channels] of this.trackChannels.entries()) {
      this.#starts[place] = start;
      start += 2 * channels;
    }
    this.trackLevels = new Int16Array(start).fill(SILENT_LEVEL);
  }

  /** @param channel of the track, from 0; those beyond its meter share the first ones */
  raise(trackId: string, channel: number, peak: number, rms: number): void {
    const place = placeOfId(this.#tracks, trackId);
    const channels = this.trackChannels[place];
    const start = this.#starts[place];
    if (channels === undefined || start === undefined) return;
    this.#raiseAt(start + (channel % channels), peak);
    this.#raiseAt(start + channels + (channel % channels), rms);
  }

  raiseAll(trackId: string, peak: number): void {
    const channels = this.trackChannels[placeOfId(this.#tracks, trackId)] ?? 0;
    for (let channel = 0; channel < channels; channel += 1) this.raise(trackId, channel, peak, 0);
  }

  #raiseAt(at: number, linear: number): void {
    this.trackLevels[at] = Math.max(levelOfPeak(linear), this.trackLevels[at] ?? SILENT_LEVEL);
  }
}

/** True when every level is 0. */
export function isSilent(meters: Meters): boolean {
  return (
    meters.trackLevels.every((level) => level === SILENT_LEVEL) &&
    meters.input.every((peak) => peak === 0) &&
    meters.output.every((peak) => peak === 0)
  );
}
