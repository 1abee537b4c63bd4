/** A session to test with, like one of an experiment: stimuli, cues, voices, a room tone, answers. */
import { newClip, newTrack } from '../../preload/builders.ts';
import {
  type BufferEntry,
  type Clip,
  emptyProject,
  type Project,
  type Track,
} from '../../preload/project.ts';

const STEREO = { inputChannels: 2, outputChannels: 2 };

function tracksOf(all: readonly (Partial<Track> & { name: string })[]): readonly Track[] {
  const tracks: Track[] = [];
  for (const values of all) {
    tracks.push({ ...newTrack(tracks, `track-${tracks.length + 1}`, STEREO), ...values });
  }
  return tracks;
}

function bufferOf(
  id: string,
  name: string,
  seconds: number,
  values: Partial<BufferEntry> = {},
): BufferEntry {
  return {
    id,
    name,
    path: `/sounds/${name}`,
    relativePath: null,
    content: null,
    usesCopy: false,
    channels: 1,
    frames: Math.round(seconds * 48_000),
    sourceSampleRate: 48_000,
    format: 'WAV, 24 bit',
    ...values,
  };
}

function clipOf(
  id: string,
  trackId: string,
  source: BufferEntry,
  startSeconds: number,
  values: Partial<Clip> = {},
): Clip {
  const clip = newClip(source, id, trackId, Math.round(startSeconds * 48_000));
  if (clip === null) throw new Error(`${source.name} has no frame.`);
  return { ...clip, ...values };
}

export function pilotSession(): Project {
  const knock = bufferOf('b-knock', 'door knock.wav', 0.84);
  const tone = bufferOf('b-tone', 'tone 441.wav', 2, { channels: 2 });
  const left = bufferOf('b-left', 'voice "left".flac', 1.43, { format: 'FLAC, 16 bit' });
  const right = bufferOf('b-right', 'voice "right".flac', 1.51, { format: 'FLAC, 16 bit' });
  const rain = bufferOf('b-rain', 'rain loop.flac', 62, {
    channels: 2,
    sourceSampleRate: 96_000,
    format: 'FLAC, 24 bit',
  });
  const beat = bufferOf('b-beat', 'metronome 90.ogg', 5.33, { format: 'Ogg Vorbis' });
  const glass = bufferOf('b-glass', 'glass.aiff', 1.12, {
    channels: 2,
    sourceSampleRate: 44_100,
    format: 'AIFF, 16 bit',
  });
  return {
    ...emptyProject('Reaction pilot 3', 48_000),
    tracks: tracksOf([
      { name: 'Stimuli', gainDb: -3 },
      { name: 'Cues', outputChannels: [1] },
      { name: 'Voice', gainDb: -6 },
      { name: 'Room', gainDb: -18 },
      { name: 'Answers', armed: true },
    ]),
    buffers: [knock, tone, left, right, rain, beat, glass],
    clips: [
      clipOf('c-1', 'track-1', tone, 0.1),
      clipOf('c-2', 'track-1', glass, 3),
      clipOf('c-3', 'track-1', tone, 6, { gainDb: -3 }),
      clipOf('c-4', 'track-2', knock, 0.5),
      clipOf('c-5', 'track-2', knock, 2.5),
      clipOf('c-6', 'track-2', knock, 4.5),
      clipOf('c-7', 'track-2', knock, 7),
      clipOf('c-8', 'track-3', left, 1),
      clipOf('c-9', 'track-3', right, 4),
      clipOf('c-10', 'track-3', left, 8),
      clipOf('c-11', 'track-4', rain, 0, { gainDb: -2 }),
    ],
    markers: [{ id: 'm-1', name: 'Block 2', frame: 6 * 48_000 }],
    loop: { enabled: true, startFrame: 2 * 48_000, endFrame: 6 * 48_000 },
  };
}
