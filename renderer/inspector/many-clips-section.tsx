/** Several clips: their common properties and a count of their results. */
import type { ReactNode } from 'react';
import type { Clip, ClipPatch, Project } from '../../preload/project.ts';
import { clampGain } from '../../preload/units.ts';
import { sendEdit } from '../store/editing.ts';
import { useMirror } from '../store/mirror-store.ts';
import { counted, decibelText, secondsText } from '../ui/figures.ts';
import { ToneText, verdictOf } from '../ui/verdict.tsx';
import { BELATED_OPTIONS } from './clip-section.tsx';
import { ChoiceProperty, NumberProperty, Property, Section } from './property.tsx';

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
  const results = useMirror((mirror) => mirror.clipResults);
  const verdicts = clips.map((clip) => {
    const row = results.get(clip.id);
    return row === undefined ? null : verdictOf(row);
  });
  const onTime = verdicts.filter((verdict) => verdict?.tone === 'ok').length;
  const troubled = verdicts.filter(
    (verdict) => verdict?.tone === 'warn' || verdict?.tone === 'bad',
  ).length;
  const unknown = verdicts.filter((verdict) => verdict === null).length;
  return (
    <>
      <Property name="On time">
        <ToneText tone={onTime > 0 ? 'ok' : 'plain'}>{String(onTime)}</ToneText>
      </Property>
      <Property name="Not as requested">
        <ToneText tone={troubled > 0 ? 'warn' : 'plain'}>{String(troubled)}</ToneText>
      </Property>
      <Property name="Not played yet">{unknown}</Property>
    </>
  );
}
