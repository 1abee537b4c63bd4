/** Several clips: their common properties and a count of their results. */
import { type ReactNode, useMemo } from 'react';
import type { Clip, ClipPatch, Project } from '../../preload/project.ts';
import { clampGain, counted } from '../../preload/units.ts';
import { clipVerdictsOf, type PlacedClip } from '../store/clip-verdicts.ts';
import { refusalOf, sendEdit } from '../store/editing.ts';
import { useMirror } from '../store/mirror-store.ts';
import { decibelText, GAIN_RANGE, gainText } from '../ui/figures.ts';
import { refusalBetween } from '../ui/text-field.tsx';
import { timeText } from '../ui/time-text.ts';
import { BELATED_OPTIONS } from './clip-section.tsx';
import { ChoiceProperty, NumberProperty, Property, Section } from './property.tsx';
import { VerdictCounts } from './verdict-counts.tsx';

interface ManyClipsProps {
  readonly clips: readonly Clip[];
  readonly project: Project;
}

interface ManyClipsRowProps extends ManyClipsProps {
  /** Why the change is refused, a sentence; null = it is made. */
  readonly changeAll: (label: string, patch: ClipPatch) => string | null;
}

/** What shows each property of all clips, in this order; null = nothing does. */
const ROWS: Readonly<Record<keyof Clip, ((props: ManyClipsRowProps) => ReactNode) | null>> = {
  id: null,
  trackId: null,
  sourceId: null,
  name: null,
  startFrame: RangeRows,
  lengthFrames: null,
  offsetFrames: null,
  gainDb: GainRow,
  channels: null,
  belated: BelatedRow,
  fadeIn: null,
  fadeOut: null,
  gainLine: null,
  loop: null,
  locked: null,
  muted: null,
  colour: null,
  groupId: null,
  matrix: null,
};

export function ManyClipsSection({ clips, project }: ManyClipsProps) {
  const changeAll = (label: string, patch: ClipPatch) => {
    const patches = clips.map((clip) => ({ clipId: clip.id, patch }));
    const edit = { kind: 'patchClips', patches } as const;
    const refusal = refusalOf(edit);
    if (refusal === null) void sendEdit({ label, edit });
    return refusal;
  };
  return (
    <>
      <Section title={counted(clips.length, 'clip')} key={clips.map(({ id }) => id).join()}>
        {Object.entries(ROWS).map(
          ([name, Row]) => Row !== null && <Row key={name} {...{ clips, project, changeAll }} />,
        )}
      </Section>
      <Section title="Newest results">
        <ManyResults clips={clips} />
      </Section>
    </>
  );
}

function RangeRows({ clips, project: { sampleRate } }: ManyClipsRowProps) {
  const start = Math.min(...clips.map((clip) => clip.startFrame));
  const end = Math.max(...clips.map((clip) => clip.startFrame + clip.lengthFrames));
  return (
    <>
      <Property name="From">{timeText(start, sampleRate)}</Property>
      <Property name="To">{timeText(end, sampleRate)}</Property>
    </>
  );
}

function GainRow({ clips, changeAll }: ManyClipsRowProps) {
  const [gain = 0, ...others] = new Set(clips.map((clip) => clip.gainDb));
  return (
    <NumberProperty
      name="Gain"
      isGain
      label="Gain in dB"
      text={others.length === 0 ? decibelText(gain) : 'several'}
      onChange={(gainDb) =>
        refusalBetween(gainDb, GAIN_RANGE, 'A gain', gainText) ??
        changeAll('Clip gain', { gainDb: clampGain(gainDb) })
      }
    />
  );
}

function BelatedRow({ clips, changeAll }: ManyClipsRowProps) {
  const [policy = '', ...others] = new Set(clips.map((clip) => clip.belated));
  return (
    <ChoiceProperty
      name="If late"
      value={others.length === 0 ? policy : ''}
      options={BELATED_OPTIONS}
      onChange={(belated) => changeAll('If late', { belated })}
    />
  );
}

function ManyResults({ clips }: { clips: readonly Clip[] }) {
  const project = useMirror((mirror) => mirror.project);
  const placed = useMemo(() => placedClips(project, clips), [project, clips]);
  const verdicts = useMirror(useMemo(() => clipVerdictsOf(placed), [placed]));
  return <VerdictCounts verdicts={Object.values(verdicts)} />;
}

function placedClips(project: Project, clips: readonly Clip[]): readonly PlacedClip[] {
  const tracks = new Map(project.tracks.map((track) => [track.id, track]));
  return clips.map((clip) => ({ clip, track: tracks.get(clip.trackId) }));
}
