/** What shapes one clip, as rows of the Inspector: fades, loop, colour, lock and mute, the points of its gain line. */
import { X } from 'lucide-react';
import { useRef } from 'react';
import { placeOfId } from '../../preload/id-index.ts';
import { type Clip, FADE_CURVES, MAX_FRAME } from '../../preload/project.ts';
import { framesFromText } from '../../preload/typed-time.ts';
import { MAX_GAIN_DB, MIN_LINE_DB } from '../../preload/units.ts';
import { nudgeFrames } from '../commands/commands.ts';
import { playheadFrame } from '../store/live.ts';
import { CURVE_WORDS } from '../timeline/clips/clip-handles.ts';
import { loopPasses } from '../timeline/clips/clip-level.ts';
import { loopedOnce, loopedTimes, loopedUntil, mostRounds } from '../timeline/clips/clip-loops.ts';
import {
  type FadeEnd,
  withoutPoint,
  withPoint,
  withPointAt,
} from '../timeline/clips/shape-gestures.ts';
import { ColourChoice } from '../ui/colour-choice.tsx';
import { decibelText } from '../ui/figures.ts';
import {
  type HeldKeys,
  NO_NUMBER,
  numberFromText,
  refusalBetween,
  TextField,
} from '../ui/text-field.tsx';
import { TimeField } from '../ui/time-field.tsx';
import type { ClipRowProps } from './clip-rows.ts';
import { ChoiceProperty, SwitchProperty } from './property.tsx';

/** As the arrow keys move clips: a grid step, with Alt 1 ms, with Alt and Shift 1 frame. */
export function stepFrames({ altKey, shiftKey }: HeldKeys): number {
  if (!altKey) return nudgeFrames('grid');
  return nudgeFrames(shiftKey ? 'frame' : 'millisecond');
}

const FADE_WORDS = { fadeIn: 'Fade in', fadeOut: 'Fade out' } as const;

/** Both fades side by side. */
export function FadeRows(props: ClipRowProps) {
  return (
    <>
      <div className="property">
        <span className="property-name" aria-hidden>
          Fades
        </span>
        <span className="property-pair">
          <FadeField {...props} name="fadeIn" />
          <FadeField {...props} name="fadeOut" />
        </span>
      </div>
      <CurveRow {...props} name="fadeIn" />
      <CurveRow {...props} name="fadeOut" />
    </>
  );
}

function FadeField({ clip, project, change, name }: ClipRowProps & { name: FadeEnd }) {
  const fade = clip[name];
  const setFrames = (frames: number, merge?: string) => {
    const within = Math.min(clip.lengthFrames, Math.max(0, frames));
    return change(FADE_WORDS[name], { [name]: { ...fade, frames: within } }, merge);
  };
  return (
    <TimeField
      label={FADE_WORDS[name]}
      what="A fade of this clip"
      frames={fade.frames}
      sampleRate={project.sampleRate}
      range={[0, clip.lengthFrames]}
      onCommit={(frames) => setFrames(frames)}
      onStep={(direction, held) => setFrames(fade.frames + direction * stepFrames(held), name)}
    />
  );
}

export const CURVE_OPTIONS = FADE_CURVES.map((value) => ({ value, text: CURVE_WORDS[value] }));

/** A fade without length has no curve to choose. */
function CurveRow({ clip, change, name }: ClipRowProps & { name: FadeEnd }) {
  const fade = clip[name];
  if (fade.frames === 0) return null;
  return (
    <ChoiceProperty
      name={name === 'fadeIn' ? 'In curve' : 'Out curve'}
      value={fade.curve}
      options={CURVE_OPTIONS}
      onChange={(curve) => change('Fade curve', { [name]: { ...fade, curve } })}
    />
  );
}

/** `off`, a count as `14` or `× 14`, or a length as `0:33.600`. */
export function LoopRow({ clip, project, change }: ClipRowProps) {
  const passes = loopPasses(clip);
  const text = passes === null ? 'off' : `× ${Number(passes.toFixed(3))}`;
  const times = (count: number, merge?: string) => {
    const refusal = refusalBetween(count, [0, mostRounds(clip)], 'A loop', (n) => `${n} times`);
    if (refusal !== null) return refusal;
    if (count <= 0) return change('Loop off', loopedOnce(clip));
    return change('Loop clip', loopedTimes(clip, count), merge);
  };
  return (
    <div className="property">
      <span className="property-name" aria-hidden>
        Loop
      </span>
      <TextField
        label="Loop"
        className="figure"
        text={text}
        onCommit={(typed) => {
          if (/^\s*(off)?\s*$/i.test(typed)) return times(0);
          const count = numberFromText(typed.replace(/[×x]/i, ''));
          if (count !== null) return times(count);
          const length = framesFromText(typed, project.sampleRate);
          if (length === null || length < 1 || length > MAX_FRAME - clip.startFrame) {
            return 'Write how often, as in 14, a length, as in 0:30.000, or off.';
          }
          return change('Loop clip', loopedUntil(clip, length));
        }}
        onStep={(direction) => times(Math.max(0, Math.round(passes ?? 1) + direction), 'loop')}
      />
    </div>
  );
}

export function ColourRow({ clip, project, change }: ClipRowProps) {
  const track = project.tracks[placeOfId(project.tracks, clip.trackId)];
  return (
    <div className="property">
      <span className="property-name" aria-hidden>
        Colour
      </span>
      <ColourChoice
        label="Colour of the clip"
        value={clip.colour}
        usual={{ name: 'As the track', colour: track?.colour ?? 0 }}
        onChange={(colour) => change('Clip colour', { colour }, 'colour')}
      />
    </div>
  );
}

export function MuteRow({ clip, change }: ClipRowProps) {
  return (
    <SwitchProperty
      name="Mute"
      value={clip.muted}
      onChange={(muted) => change(muted ? 'Mute clip' : 'Unmute clip', { muted })}
    />
  );
}

export function LockRow({ clip, change }: ClipRowProps) {
  return (
    <SwitchProperty
      name="Lock"
      value={clip.locked}
      onChange={(locked) => change(locked ? 'Lock clip' : 'Unlock clip', { locked })}
    />
  );
}

/** More points are changed on the timeline. */
const MOST_SHOWN_POINTS = 40;

export function GainLineRows(props: ClipRowProps) {
  const { clip, change } = props;
  const list = useRef<HTMLUListElement>(null);
  const add = () => {
    const inside = Math.round(playheadFrame()) - clip.startFrame;
    const isInside = inside > 0 && inside < clip.lengthFrames;
    const gainLine = withPoint(clip, isInside ? inside : Math.round(clip.lengthFrames / 2));
    if (gainLine !== null) change('Add gain point', { gainLine });
  };
  const hidden = clip.gainLine.length - MOST_SHOWN_POINTS;
  return (
    <>
      <div className="property">
        <span className="property-name">Gain line</span>
        <button type="button" className="button" onClick={add}>
          Add a point
        </button>
      </div>
      {clip.gainLine.length > 0 && (
        <ul className="gain-points" aria-label="Points of the gain line" ref={list}>
          {clip.gainLine.slice(0, MOST_SHOWN_POINTS).map((point, index) => (
            <GainPointRow
              // biome-ignore lint/suspicious/noArrayIndexKey: a point is its place in the line.
              key={index}
              {...props}
              index={index}
              point={point}
              onRemoved={() => list.current?.parentElement?.querySelector('button')?.focus()}
            />
          ))}
        </ul>
      )}
      {hidden > 0 && <p className="section-note">{`${hidden} more are on the timeline.`}</p>}
    </>
  );
}

interface GainPointProps extends ClipRowProps {
  readonly index: number;
  readonly point: Clip['gainLine'][number];
  readonly onRemoved: () => void;
}

function GainPointRow({ clip, project, change, index, point, onRemoved }: GainPointProps) {
  const name = `Point ${index + 1}`;
  const moveTo = (frame: number, gainDb: number, merge?: string) => {
    const gainLine = withPointAt(clip, index, frame, gainDb);
    return change(
      'Move gain point',
      { gainLine },
      merge === undefined ? merge : `${merge}-${index}`,
    );
  };
  const least = (clip.gainLine[index - 1]?.frame ?? -1) + 1;
  const most = (clip.gainLine[index + 1]?.frame ?? clip.lengthFrames + 1) - 1;
  return (
    <li className="gain-point">
      <TimeField
        label={`${name}, time in the clip`}
        what="A point between its neighbours"
        frames={point.frame}
        sampleRate={project.sampleRate}
        range={[least, most]}
        onCommit={(frame) => moveTo(frame, point.gainDb)}
        onStep={(direction, held) =>
          moveTo(point.frame + direction * stepFrames(held), point.gainDb, 'point-time')
        }
      />
      <TextField
        label={`${name}, gain in dB`}
        className="figure"
        text={decibelText(point.gainDb, MIN_LINE_DB)}
        onCommit={(typed) => {
          const gainDb = numberFromText(typed);
          if (gainDb === null) return NO_NUMBER;
          const range = [MIN_LINE_DB, MAX_GAIN_DB] as const;
          return (
            refusalBetween(gainDb, range, 'A point', (dB) => decibelText(dB, MIN_LINE_DB - 1)) ??
            moveTo(point.frame, gainDb)
          );
        }}
        onStep={(direction, { shiftKey }) =>
          moveTo(point.frame, point.gainDb + direction * (shiftKey ? 0.1 : 0.5), 'point-gain')
        }
      />
      <button
        type="button"
        className="quiet-button"
        aria-label={`Remove point ${index + 1}`}
        onClick={() => {
          change('Remove gain point', { gainLine: withoutPoint(clip.gainLine, index) });
          onRemoved();
        }}
      >
        <X size={12} aria-hidden />
      </button>
    </li>
  );
}
