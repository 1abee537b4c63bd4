/** Several clips: what they have in common, and how many ended how. */
import type { BelatedPolicy } from '../../preload/actions.ts';
import type { Clip, Project } from '../../preload/project.ts';
import { sendEdit } from '../store/editing.ts';
import { useMirror } from '../store/mirror-store.ts';
import { counted, decibelText, secondsText } from '../ui/figures.ts';
import { verdictOf } from '../ui/verdict.tsx';
import { ToneText } from '../ui/verdict-text.tsx';
import { BELATED_OPTIONS, clampGain } from './clip-section.tsx';
import { ChoiceProperty, NumberProperty, Property, Section } from './property.tsx';

interface ManyClipsProps {
  readonly clips: readonly Clip[];
  readonly project: Project;
}

export function ManyClipsSection({ clips, project }: ManyClipsProps) {
  const { sampleRate } = project;
  const start = Math.min(...clips.map((clip) => clip.startFrame));
  const end = Math.max(...clips.map((clip) => clip.startFrame + clip.lengthFrames));
  const gains = new Set(clips.map((clip) => clip.gainDb));
  const policies = new Set(clips.map((clip) => clip.belated));
  const [gain] = gains;
  const [policy] = policies;
  const changeAll = (label: string, patch: { gainDb?: number; belated?: BelatedPolicy }) => {
    const patches = clips.map((clip) => ({ clipId: clip.id, patch }));
    void sendEdit({ label, edit: { kind: 'patchClips', patches } });
  };
  return (
    <>
      <Section title={counted(clips.length, 'clip')}>
        <Property name="From">{secondsText(start, sampleRate)} s</Property>
        <Property name="To">{secondsText(end, sampleRate)} s</Property>
        <NumberProperty
          name="Gain"
          label="Gain in dB"
          text={gains.size === 1 ? decibelText(gain ?? 0) : 'several'}
          onChange={(gainDb) => changeAll('Clip gain', { gainDb: clampGain(gainDb) })}
        />
        <ChoiceProperty
          name="If late"
          value={policies.size === 1 ? (policy ?? '') : ''}
          options={BELATED_OPTIONS}
          onChange={(belated) => changeAll('If late', { belated })}
        />
      </Section>
      <Section title="Result of this run">
        <ManyResults clips={clips} />
      </Section>
    </>
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
      <Property name="Not as asked">
        <ToneText tone={troubled > 0 ? 'warn' : 'plain'}>{String(troubled)}</ToneText>
      </Property>
      <Property name="Not run yet">{unknown}</Property>
    </>
  );
}
