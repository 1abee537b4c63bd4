/** The session as a whole. */

import { useMemo } from 'react';
import type { OnDeviceLoss } from '../../preload/project.ts';
import { counted } from '../../preload/units.ts';
import { verdictOfAction } from '../../preload/verdict.ts';
import { clipIndexOf } from '../store/clip-index.ts';
import { refusalOf, sendEdit } from '../store/editing.ts';
import { useMirror } from '../store/mirror-store.ts';
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
  return (
    <Section title={`The last ${counted(verdicts.length, 'finished action')}`}>
      <VerdictCounts verdicts={verdicts} />
    </Section>
  );
}
