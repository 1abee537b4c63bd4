/**
 * A clip with fades, gain line or loop as the mixer is asked for it: the whole clip, and the part that is
 * played. So the part has the same bits as when all of the clip is played. Pure.
 */
import type { ChannelMatrixEntry } from '../../native/index.ts';
import type { ChannelGain, ClipFade } from '../../preload/project.ts';
import { gainFromDecibels } from '../../preload/units.ts';
import type { StreamRequest } from '../engine/native-mixer.ts';
import type { PreparedSource } from '../media/media-service.ts';
import type { ClipShape } from './plan.ts';

/** What of a request the shape of a clip decides. */
type ShapedSound = Pick<
  Extract<StreamRequest, { type: 'playBuffer' }>,
  'offset' | 'length' | 'loop' | 'piece' | 'fadeIn' | 'fadeOut' | 'gainLine'
>;

export function shapedSound(shape: ClipShape, source: PreparedSource): ShapedSound {
  const { fromFrame, lengthFrames, fadeIn, fadeOut, gainLine } = shape;
  const isWhole = fromFrame === 0 && source.length === lengthFrames;
  return {
    ...wholeSound(shape, source),
    ...(!isWhole && { piece: { from: fromFrame, frames: source.length } }),
    ...(fadeIn.frames > 0 && { fadeIn: fadeOf(fadeIn) }),
    ...(fadeOut.frames > 0 && { fadeOut: fadeOf(fadeOut) }),
    ...(gainLine.length > 0 && {
      gainLine: gainLine.map(({ frame, gainDb }) => ({ frame, decibels: gainDb })),
    }),
  };
}

/** Where the whole clip lies in the samples. */
function wholeSound(
  { offsetFrames, lengthFrames, loop }: ClipShape,
  { samples, firstFrame }: PreparedSource,
): Pick<ShapedSound, 'offset' | 'length' | 'loop'> {
  // A reader begins with the part, and goes round by itself.
  if (firstFrame === null) return { length: lengthFrames };
  const offset = offsetFrames - firstFrame;
  if (loop !== null) {
    const startFrame = loop.startFrame - firstFrame;
    const endFrame = startFrame + loop.lengthFrames;
    return {
      offset,
      length: endFrame - offset,
      loop: { startFrame, endFrame, totalFrames: lengthFrames },
    };
  }
  const held = samples.frames - offset;
  if (lengthFrames <= held) return { offset, length: lengthFrames };
  // The clip reaches beyond its sound. It ends there, and its fades count from its own end all the same:
  // the part that is played ends before it would go round.
  return {
    offset,
    length: held,
    loop: { startFrame: offset, endFrame: offset + held, totalFrames: lengthFrames },
  };
}

function fadeOf({ frames, curve }: ClipFade): ClipFade {
  return { frames, curve };
}

export function matrixEntryOf({ from, to, gainDb }: ChannelGain): ChannelMatrixEntry {
  return { from, to, gain: gainFromDecibels(gainDb) };
}
