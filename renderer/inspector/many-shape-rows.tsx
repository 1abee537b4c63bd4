/** What shapes several clips, as rows of the Inspector: values that differ are told as several. */
import type { Clip } from '../../preload/project.ts';
import { MAX_FRAME } from '../../preload/project.ts';
import { loopPasses } from '../timeline/clips/clip-level.ts';
import { loopedOnce, loopedTimes } from '../timeline/clips/clip-loops.ts';
import type { FadeEnd } from '../timeline/clips/shape-gestures.ts';
import { ColourChoice } from '../ui/colour-choice.tsx';
import { NO_NUMBER, numberFromText, refusalBetween, TextField } from '../ui/text-field.tsx';
import { TimeField } from '../ui/time-field.tsx';
import { timeText } from '../ui/time-text.ts';
import type { ManyClipsRowProps } from './clip-rows.ts';
import { CURVE_OPTIONS } from './clip-shape-rows.tsx';
import { ChoiceProperty } from './property.tsx';

const SEVERAL = 'several';

/** The value that all have; undefined = they differ. */
export function commonOf<T>(clips: readonly Clip[], choose: (clip: Clip) => T): T | undefined {
  const values = new Set(clips.map(choose));
  return values.size === 1 ? [...values][0] : undefined;
}

const FADE_WORDS = { fadeIn: 'Fade in', fadeOut: 'Fade out' } as const;

export function ManyFadeRows(props: ManyClipsRowProps) {
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

function FadeField({ clips, project, changeAll, name }: ManyClipsRowProps & { name: FadeEnd }) {
  const frames = commonOf(clips, (clip) => clip[name].frames);
  const shortest = clips.reduce((least, clip) => Math.min(least, clip.lengthFrames), MAX_FRAME);
  return (
    <TimeField
      label={FADE_WORDS[name]}
      what="A fade of all of these clips"
      frames={frames ?? 0}
      text={frames === undefined ? SEVERAL : timeText(frames, project.sampleRate)}
      sampleRate={project.sampleRate}
      range={[0, shortest]}
      onCommit={(asked) =>
        changeAll(FADE_WORDS[name], (clip) => ({ [name]: { ...clip[name], frames: asked } }))
      }
    />
  );
}

function CurveRow({ clips, changeAll, name }: ManyClipsRowProps & { name: FadeEnd }) {
  const faded = clips.filter((clip) => clip[name].frames > 0);
  if (faded.length === 0) return null;
  return (
    <ChoiceProperty
      name={name === 'fadeIn' ? 'In curve' : 'Out curve'}
      value={commonOf(faded, (clip) => clip[name].curve) ?? ''}
      options={CURVE_OPTIONS}
      onChange={(curve) =>
        changeAll('Fade curve', (clip) => ({ [name]: { ...clip[name], curve } }))
      }
    />
  );
}

export function ManyLoopRow({ clips, changeAll }: ManyClipsRowProps) {
  const passes = commonOf(clips, loopPasses);
  const text =
    passes === undefined ? SEVERAL : passes === null ? 'off' : `× ${Number(passes.toFixed(3))}`;
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
          const isOff = /^\s*(off)?\s*$/i.test(typed);
          const count = isOff ? 0 : numberFromText(typed.replace(/[×x]/i, ''));
          if (count === null) return NO_NUMBER;
          if (count === 0) return changeAll('Loop off', loopedOnce);
          const range = [0, MAX_FRAME] as const;
          return (
            refusalBetween(count, range, 'A loop', (n) => `${n} times`) ??
            changeAll('Loop clips', (clip) => loopedTimes(clip, count))
          );
        }}
      />
    </div>
  );
}

export function ManyColourRow({ clips, project, changeAll }: ManyClipsRowProps) {
  const track = project.tracks.find(({ id }) => id === clips[0]?.trackId);
  return (
    <div className="property">
      <span className="property-name" aria-hidden>
        Colour
      </span>
      <ColourChoice
        label="Colour of the clips"
        value={commonOf(clips, (clip) => clip.colour)}
        usual={{ name: 'As the track', colour: track?.colour ?? 0 }}
        onChange={(colour) => changeAll('Clip colour', { colour }, 'colour')}
      />
    </div>
  );
}
