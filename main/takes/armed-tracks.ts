/** Which tracks record, and on which input channels. */
import { randomUUID } from 'node:crypto';
import { newTrack } from '../../preload/builders.ts';
import type { ChannelCounts } from '../../preload/engine.ts';
import { failure, type Outcome, success } from '../../preload/outcome.ts';
import type { Track } from '../../preload/project.ts';
import { type ChannelNumber, counted } from '../../preload/units.ts';
import { NO_INPUT } from '../engine/stream-plan.ts';
import type { Notices } from '../notices.ts';
import type { ProjectService } from '../project/project-service.ts';

export interface ArmedTrack {
  readonly track: Track;
  /** Those of its input channels that the device has; at least one. */
  readonly channels: readonly ChannelNumber[];
}

/** Makes and arms a track where none is armed. Tracks without a channel that the device has are told
 * and left out; refused when none is left. Codes: `no-input`, `channels-refused`. */
export function armedTracks(
  project: ProjectService,
  notices: Notices,
  available: ChannelCounts,
): Outcome<readonly ArmedTrack[]> {
  const { inputChannels } = available;
  if (inputChannels === 0) return NO_INPUT;
  if (!project.project.tracks.some(({ armed }) => armed)) {
    const { tracks } = project.project;
    const track = { ...newTrack(tracks, randomUUID(), available), armed: true };
    const inserted = project.editOwn(`Add ${track.name}`, {
      kind: 'insertTracks',
      tracks: [{ index: tracks.length, track }],
    });
    if (!inserted.ok) return inserted;
  }
  const armed = project.project.tracks.filter((track) => track.armed);
  const usable = armed.map((track) => {
    const channels = track.inputChannels.filter((channel) => channel <= inputChannels);
    return { track, channels };
  });
  const recorded = usable.filter(({ channels }) => channels.length > 0);
  const [silent, ...others] = usable.filter(({ channels }) => channels.length === 0);
  const sentence = ({ track }: ArmedTrack) =>
    `${track.name} has no input channel that the device has (1 to ${inputChannels}). Choose input channels on the track.`;
  if (recorded.length === 0 && silent !== undefined) {
    return failure('channels-refused', sentence(silent));
  }
  for (const track of silent === undefined ? [] : [silent, ...others]) {
    notices.warn(`${sentence(track)} It is not recorded.`);
  }
  for (const { track, channels } of recorded) {
    if (channels.length === track.inputChannels.length) continue;
    notices.warn(
      `${track.name} records ${channels.length} of its ${counted(track.inputChannels.length, 'input channel')}: the device has ${inputChannels}.`,
    );
  }
  return success(recorded);
}
