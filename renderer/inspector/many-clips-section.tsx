/** Several clips: their common properties and a count of their results. */
import { type ReactNode, useMemo } from 'react';
import type { Clip, Project } from '../../preload/project.ts';
import { clampGain, counted } from '../../preload/units.ts';
import { clipVerdictsOf, type PlacedClip } from '../store/clip-verdicts.ts';
import { refusalOf, sendEdit } from '../store/editing.ts';
import { useMirror } from '../store/mirror-store.ts';
import { lockedAgainst } from '../timeline/clips/locked.ts';
import { decibelText, GAIN_RANGE, gainText } from '../ui/figures.ts';
import { refusalBetween } from '../ui/text-field.tsx';
import { timeText } from '../ui/time-text.ts';
import type { ManyClipsRowProps } from './clip-rows.ts';
import { BELATED_OPTIONS } from './clip-section.tsx';
import { commonOf, ManyColourRow, ManyFadeRows, ManyLoopRow } from './many-shape-rows.tsx';
import { ChoiceProperty, NumberProperty, Property, Section, SwitchProperty } from './property.tsx';
import { VerdictCounts } from './verdict-counts.tsx';

interface ManyClipsProps {
  readonly clips: readonly Clip[];
  readonly project: Project;
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
  // Both fades share a row.
  fadeIn: ManyFadeRows,
  fadeOut: null,
  gainLine: null,
  loop: ManyLoopRow,
  channels: null,
  matrix: null,
  belated: BelatedRow,
  colour: ManyColourRow,
  muted: MutedRow,
  locked: LockedRow,
  groupId: GroupRow,
};

export function ManyClipsSection({ clips, project }: ManyClipsProps) {
  const changeAll: ManyClipsRowProps['changeAll'] = (label, patch, merge) => {
    const patches = clips.map((clip) => ({
      clipId: clip.id,
      patch: typeof patch === 'function' ? patch(clip) : patch,
    }));
    const edit = { kind: 'patchClips', patches } as const;
    const refusal =
      lockedAgainst(clips, ...patches.map(({ patch: each }) => each)) ?? refusalOf(edit);
    const mergeKey = merge === undefined ? null : `${merge}-${clips[0]?.id}-${clips.length}`;
    if (refusal === null) void sendEdit({ label, edit, mergeKey });
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

function MutedRow({ clips, changeAll }: ManyClipsRowProps) {
  const muted = commonOf(clips, (clip) => clip.muted);
  return (
    <SwitchProperty
      name="Mute"
      value={muted ?? null}
      onChange={(value) => changeAll(value ? 'Mute clips' : 'Unmute clips', { muted: value })}
    />
  );
}

function LockedRow({ clips, changeAll }: ManyClipsRowProps) {
  const locked = commonOf(clips, (clip) => clip.locked);
  return (
    <SwitchProperty
      name="Lock"
      value={locked ?? null}
      onChange={(value) => changeAll(value ? 'Lock clips' : 'Unlock clips', { locked: value })}
    />
  );
}

function GroupRow({ clips }: ManyClipsRowProps) {
  const group = commonOf(clips, (clip) => clip.groupId);
  const text = group === undefined ? 'several' : group === null ? 'none' : 'one';
  return <Property name="Group">{text}</Property>;
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
