/** Peaks for the window's meters since the last poll. */
import type { Meters } from '../preload/engine.ts';
import type { Project } from '../preload/project.ts';
import type { MixerStream } from './engine/native-mixer.ts';
import type { Transport } from './playback/transport.ts';
import type { TakeService } from './takes/take-service.ts';

export const SILENCE: Meters = {
  input: new Float32Array(),
  output: new Float32Array(),
  tracks: [],
};

/** Peaks per track are those of its players, its recorder or, while it is armed, its inputs. */
export function readMeters(
  stream: MixerStream,
  project: Project,
  transport: Transport,
  takes: TakeService,
): Meters {
  const levels = stream.takeLevels();
  const input = levels.input.peak;
  const output = levels.output.peak;
  const peaks = new Map<string, number>();
  const raise = (trackId: string, peak: number) => {
    peaks.set(trackId, Math.max(peak, peaks.get(trackId) ?? 0));
  };
  for (const { trackId, action } of transport.players()) raise(trackId, action.takePeak());
  const recording = takes.takePeaks();
  for (const { trackId, peak } of recording) raise(trackId, peak);
  const recordingTracks = new Set(recording.map(({ trackId }) => trackId));
  for (const track of project.tracks) {
    if (!track.armed || recordingTracks.has(track.id) || input.length === 0) continue;
    for (const channel of track.inputChannels) raise(track.id, input[channel - 1] ?? 0);
  }
  const tracks = [...peaks].map(([trackId, peak]) => ({ trackId, peak }));
  return { input, output, tracks };
}

/** True when every peak is 0. */
export function isSilent(meters: Meters): boolean {
  return (
    meters.tracks.every(({ peak }) => peak === 0) &&
    meters.input.every((peak) => peak === 0) &&
    meters.output.every((peak) => peak === 0)
  );
}
