/** Plays a sound file of any length: it is read piece by piece into a ring buffer, never as a whole.
 *
 *     node play-file.ts FILE [--piece-seconds=0.25] [--host-api=NAME] [--device=NAME]
 */
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { Mixer, openMedia, PlaybackStream, probeFile } from '../index.ts';
import { endWithSentence, readArguments } from './arguments.ts';

const { stream, numbers, positionals } = readArguments(
  { 'piece-seconds': 0.25 },
  import.meta.filename,
);
const path = positionals[0] ?? endWithSentence('Which file? node play-file.ts FILE');
const { channels, sampleRate } = await probeFile(path);
// At the file's own rate nothing needs to be resampled, so the file can be read as it is.
await using mixer = new Mixer({ channels, sampleRate, ...stream });
using media = await openMedia(path, { sampleRate: mixer.sampleRate, residentLimitFrames: 0 });
const { frames } = media.status();

/** The file's samples in pieces; continues when the ring has room. */
async function* pieces(): AsyncGenerator<Float32Array> {
  const pieceFrames = Math.ceil(numbers['piece-seconds'] * mixer.sampleRate);
  for (let frame = 0; frame < frames; ) {
    const { failure } = media.status();
    if (failure !== null) {
      throw new Error(failure.message);
    }
    const piece = await media.read(frame, pieceFrames);
    frame += piece.frames;
    if (piece.frames > 0) {
      yield piece.copy();
    } else {
      await pause(10);
    }
  }
}

mixer.start();
mixer.takeLevels();
const playback = new PlaybackStream(mixer, { channels });
console.log(`playing ${(frames / mixer.sampleRate).toFixed(3)} s of ${path}`);
await pipeline(pieces(), playback);
const { action } = playback;
const peak = Math.max(...mixer.takeLevels().output.peak);
console.log(`played ${action?.doneFrames ?? 0} of ${frames} frames: ${action?.outcome}`);
console.log(`gaps ${action?.starvedGaps ?? 0}, peak ${peak.toFixed(3)}`);
await mixer.stop();
