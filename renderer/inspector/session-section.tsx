/** The session as a whole. */

import { useMemo } from 'react';
import {
  beatsPerMinuteFromText,
  beatsPerMinuteText,
  signatureFromText,
  signatureText,
} from '../../preload/grid.ts';
import type { OnDeviceLoss, Project } from '../../preload/project.ts';
import { counted } from '../../preload/units.ts';
import { verdictOfAction } from '../../preload/verdict.ts';
import { changeTempo } from '../commands/session-commands.ts';
import { clipIndexOf } from '../store/clip-index.ts';
import { refusalOf, sendEdit } from '../store/editing.ts';
import { mirrorNow, useMirror } from '../store/mirror-store.ts';
import { figure } from '../ui/figures.ts';
import { TextField } from '../ui/text-field.tsx';
import { timeText } from '../ui/time-text.ts';
import { ChoiceProperty, Property, Section } from './property.tsx';
import { SoundMemorySection } from './sound-memory-section.tsx';
import { VerdictCounts } from './verdict-counts.tsx';

export function SessionSection() {
  const project = useMirror((mirror) => mirror.project);
  const { sampleRate, loop } = project;
  return (
    <>
      <Section title="Session">
        <div className="property">
          <span className="property-name" aria-hidden>
            Name
          </span>
          <TextField
            label="Session name"
            text={project.name}
            onCommit={(name) => {
              if (name.trim() === '') return 'A session needs a name.';
              const edit = { kind: 'patchProject', patch: { name: name.trim() } } as const;
              const refusal = refusalOf(edit);
              if (refusal === null) void sendEdit({ label: 'Rename session', edit });
              return refusal;
            }}
          />
        </div>
        <Property name="Rate">{figure(sampleRate)} Hz</Property>
        <Property name="Length">{timeText(clipIndexOf(project).endFrame, sampleRate)}</Property>
        <Property name="Tracks">{figure(project.tracks.length)}</Property>
        <Property name="Clips">{figure(project.clips.length)}</Property>
        <Property name="Buffers">{figure(project.buffers.length)}</Property>
        <Property name="Takes">{figure(project.takes.length)}</Property>
        <Property name="Loop">
          {loop.enabled
            ? `${timeText(loop.startFrame, sampleRate)}–${timeText(loop.endFrame, sampleRate)}`
            : 'off'}
        </Property>
        <TempoRows tempo={project.tempo} />
        <ChoiceProperty
          name="If device lost"
          value={project.onDeviceLoss}
          options={LOSS_OPTIONS}
          onChange={(onDeviceLoss) => {
            const edit = { kind: 'patchProject', patch: { onDeviceLoss } } as const;
            void sendEdit({ label: 'If device lost', edit });
          }}
        />
      </Section>
      <SoundMemorySection />
      <OutcomesSection />
    </>
  );
}

function TempoRows({ tempo }: Pick<Project, 'tempo'>) {
  return (
    <>
      <TextProperty
        name="Tempo"
        text={`${beatsPerMinuteText(tempo)} bpm`}
        onCommit={(typed) => {
          const beatsPerMinute = beatsPerMinuteFromText(typed);
          if (typeof beatsPerMinute === 'string') return beatsPerMinute;
          return changeTempo('Tempo', { ...mirrorNow().project.tempo, beatsPerMinute });
        }}
        onStep={(direction) => {
          const { tempo: now } = mirrorNow().project;
          const beatsPerMinute = Math.round(now.beatsPerMinute) + direction;
          changeTempo('Tempo', { ...now, beatsPerMinute });
        }}
      />
      <TextProperty
        name="Signature"
        text={signatureText(tempo)}
        onCommit={(typed) => {
          const signature = signatureFromText(typed);
          if (typeof signature === 'string') return signature;
          return changeTempo('Signature', { ...mirrorNow().project.tempo, ...signature });
        }}
      />
    </>
  );
}

type TextPropertyProps = Omit<Parameters<typeof TextField>[0], 'label'> & { readonly name: string };

function TextProperty({ name, ...field }: TextPropertyProps) {
  return (
    <div className="property">
      <span className="property-name" aria-hidden>
        {name}
      </span>
      <TextField label={name} className="figure" {...field} />
    </div>
  );
}

const LOSS_OPTIONS: readonly { readonly value: OnDeviceLoss; readonly text: string }[] = [
  { value: 'rejoin', text: 'rejoin by itself' },
  { value: 'wait', text: 'wait for Play' },
  { value: 'use-default', text: 'use the default device' },
];

const NEWEST = 500;

/** What became of the newest actions. */
function OutcomesSection() {
  const finished = useMirror((mirror) => mirror.finishedActions);
  const verdicts = useMemo(
    () => finished.slice(-NEWEST).map((row) => verdictOfAction(row)),
    [finished],
  );
  if (verdicts.length === 0) return null;
  return (
    <Section title={`The last ${counted(verdicts.length, 'finished action')}`}>
      <VerdictCounts verdicts={verdicts} />
    </Section>
  );
}
