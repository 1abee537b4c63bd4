/** Several clips: their common properties and a count of their results. */
import { type ReactNode, useMemo } from 'react';
import type { Clip, ClipPatch, Project } from '../../preload/project.ts';
import { clampGain } from '../../preload/units.ts';
import { clipVerdictsOf, type PlacedClip } from '../store/clip-verdicts.ts';
import { sendEdit } from '../store/editing.ts';
import { useMirror } from '../store/mirror-store.ts';
import { counted, decibelText, secondsText } from '../ui/figures.ts';
import { BELATED_OPTIONS } from './clip-section.tsx';
import { ChoiceProperty, NumberProperty, Property, Section } from './property.tsx';
import { VerdictCounts } from './verdict-counts.tsx';

interface ManyClipsProps {
  readonly clips: readonly Clip[];
  readonly project: Project;
}

interface ManyClipsRowProps extends ManyClipsProps {
  readonly changeAll: (label: string, patch: ClipPatch) => void;
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
};

export function ManyClipsSection({ clips, project }: ManyClipsProps) {
  const changeAll = (label: string, patch: ClipPatch) => {
    const patches = clips.map((clip) => ({ clipId: clip.id, patch }));
    void sendEdit({ label, edit: { kind: 'patchClips', patches } });
  };
  return (
    <>
      <Section title={counted(clips.length, 'clip')}>
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
      <Property name="From">{secondsText(start, sampleRate)} s</Property>
      <Property name="To">{secondsText(end, sampleRate)} s</Property>
    </>
  );
}

function GainRow({ clips, changeAll }: ManyClipsRowProps) {
  const [gain = 0, ...others] = new Set(clips.map((clip) => clip.gainDb));
  return (
    <NumberProperty
      name="Gain"
      label="Gain in dB"
      text={others.length === 0 ? decibelText(gain) : 'several'}
      onChange={(gainDb) => changeAll('Clip gain', { gainDb: clampGain(gainDb) })}
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
