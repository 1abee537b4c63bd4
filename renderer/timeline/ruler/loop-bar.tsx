/** The loop on the ruler: its range and its ends, dragged or moved by arrow keys, with Ctrl as a whole. */
import type { KeyboardEvent } from 'react';
import type { LoopRange } from '../../../preload/project.ts';
import { type Frames, secondsFromFrames } from '../../../preload/units.ts';
import { nudgeFrames, setLoop } from '../../commands/commands.ts';
import { mirrorNow, useMirror } from '../../store/mirror-store.ts';
import { useView } from '../../store/view.ts';
import { timeText } from '../../ui/time-text.ts';
import { clampedPixels, pixelsFromFrame } from '../canvas/geometry.ts';
import { type LoopEdge, withLoopEdge } from './loop-edges.ts';

export function LoopBar() {
  const kept = useMirror((mirror) => mirror.project.loop);
  const dragged = useView((view) => view.previewLoop);
  const loop = dragged ?? kept;
  return loop.endFrame > loop.startFrame ? <ShownLoop loop={loop} /> : null;
}

function ShownLoop({ loop: { enabled, startFrame, endFrame } }: { loop: LoopRange }) {
  const sampleRate = useMirror((mirror) => mirror.project.sampleRate);
  const framesPerPixel = useView((view) => view.framesPerPixel);
  const scrollFrame = useView((view) => view.scrollFrame);
  const width = useView((view) => view.trackAreaWidthPixels);
  const pixels = (frame: Frames) =>
    Math.round(clampedPixels(pixelsFromFrame({ framesPerPixel, scrollFrame }, frame), width));
  const [left, right] = [pixels(startFrame), pixels(endFrame)];
  const length = timeText(endFrame - startFrame, sampleRate);
  const from = timeText(startFrame, sampleRate);
  const to = timeText(endFrame, sampleRate);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would take part in forms; this is none.
    <div
      className="loop"
      role="group"
      aria-label={`Loop ${enabled ? 'on' : 'off'}, ${from} to ${to}`}
      data-off={!enabled || undefined}
    >
      <div className="loop-hold" style={{ left, width: Math.max(2, right - left) }} />
      <div className="loop-bar" style={{ left, width: Math.max(2, right - left) }}>
        <span className="loop-text" aria-hidden style={{ paddingLeft: Math.max(0, -left) }}>
          {enabled ? `loop ${length}` : `loop off ${length}`}
        </span>
      </div>
      <LoopEnd edge="start" frame={startFrame} left={left} text={from} sampleRate={sampleRate} />
      <LoopEnd edge="end" frame={endFrame} left={right} text={to} sampleRate={sampleRate} />
    </div>
  );
}

interface LoopEndProps {
  readonly edge: LoopEdge;
  readonly frame: Frames;
  readonly left: number;
  readonly text: string;
  readonly sampleRate: number;
}

/** The ruler's gestures find it by its attribute. */
function LoopEnd({ edge, frame, left, text, sampleRate }: LoopEndProps) {
  return (
    <div
      className="loop-end"
      role="slider"
      tabIndex={0}
      aria-label={edge === 'start' ? 'Start of the loop' : 'End of the loop'}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={Math.ceil(secondsFromFrames(frame, sampleRate)) + 3_600}
      aria-valuenow={secondsFromFrames(frame, sampleRate)}
      aria-valuetext={text}
      data-loop-edge={edge}
      style={{ left }}
      onKeyDown={(event) => moveByKey(event, edge)}
    />
  );
}

function moveByKey(event: KeyboardEvent, edge: LoopEdge): void {
  const direction = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
  if (direction === undefined || event.altKey) return;
  event.preventDefault();
  const { loop } = mirrorNow().project;
  const frames = direction * nudgeFrames(event.shiftKey ? 'frame' : 'grid');
  if (event.ctrlKey || event.metaKey) {
    const shift = Math.max(-loop.startFrame, frames);
    const { startFrame, endFrame } = loop;
    const shifted = { ...loop, startFrame: startFrame + shift, endFrame: endFrame + shift };
    if (shift !== 0) setLoop('Move the loop', shifted, 'loop');
    return;
  }
  const moved = withLoopEdge(loop, edge, loop[`${edge}Frame`] + frames);
  if (moved[`${edge}Frame`] !== loop[`${edge}Frame`]) setLoop('Loop range', moved, `loop-${edge}`);
}
