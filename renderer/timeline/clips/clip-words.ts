/** What a clip is, for the screen reader: what is seen on it otherwise. Pure. */
import type { Clip, ClipFade } from '../../../preload/project.ts';
import { counted, type SampleRate } from '../../../preload/units.ts';
import { timeText } from '../../ui/time-text.ts';
import { loopPasses } from './clip-level.ts';

/** One part each; none for a plain clip. */
export function stateWords(clip: Clip, sampleRate: SampleRate): readonly string[] {
  const passes = loopPasses(clip);
  const fade = (what: string, { frames }: ClipFade) =>
    frames === 0 ? [] : [`${what} ${timeText(frames, sampleRate)}`];
  return [
    ...(clip.muted ? ['muted'] : []),
    ...(clip.locked ? ['locked'] : []),
    ...(clip.groupId === null ? [] : ['in a group']),
    ...(passes === null ? [] : [`repeats ${Number(passes.toFixed(1))} times`]),
    ...fade('fade in', clip.fadeIn),
    ...fade('fade out', clip.fadeOut),
    ...(clip.gainLine.length === 0
      ? []
      : [`gain line of ${counted(clip.gainLine.length, 'point')}`]),
  ];
}
