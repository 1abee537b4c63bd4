/** Peaks for the window's meters since the last poll. */
import type { Meters } from '../preload/engine.ts';
import { placeOfId } from '../preload/id-index.ts';
import type { Project } from '../preload/project.ts';
import { levelOfPeak, SILENT_LEVEL } from '../preload/units.ts';
import type { ActionLog } from './accounts/action-log.ts';
import type { MixerStream } from './engine/native-mixer.ts';
import type { TakeService } from './takes/take-service.ts';

export const SILENCE: Meters = {
  input: new Float32Array(),
  output: new Float32Array(),
  trackLevels: new Int16Array(),
};

/** Peaks per track are those of its players, its recorder or, while it is armed, its inputs. */
export function readMeters(
  stream: MixerStream,
  project: Project,
  actionLog: ActionLog,
  takes: TakeService,
): Meters {
  const levels = stream.takeLevels();
  const input = levels.input.peak;
  const output = levels.output.peak;
  const trackLevels = new Int16Array(project.tracks.length).fill(SILENT_LEVEL);
  const raise = (trackId: string, peak: number) => {
    const place = placeOfId(project.tracks, trackId);
    if (place < 0) return;
    trackLevels[place] = Math.max(levelOfPeak(peak), trackLevels[place] ?? SILENT_LEVEL);
  };
  for (const { trackId, action } of actionLog.soundingPlayers()) raise(trackId, action.takePeak());
  const recording = takes.takePeaks();
  for (const { trackId, peak } of recording) raise(trackId, peak);
  const recordingTracks = new Set(recording.map(({ trackId }) => trackId));
  for (const track of project.tracks) {
    if (!track.armed || recordingTracks.has(track.id) || input.length === 0) continue;
    for (const channel of track.inputChannels) raise(track.id, input[channel - 1] ?? 0);
  }
  return { input, output, trackLevels };
}

/** True when every peak is 0. */
export function isSilent(meters: Meters): boolean {
  return (
    meters.trackLevels.every((level) => level === SILENT_LEVEL) &&
    meters.input.every((peak) => peak === 0) &&
    meters.output.every((peak) => peak === 0)
  );
}
