/** One clip: its times in seconds and in the session's frames, its gain, channels and lateness. */
import type { ReactNode } from 'react';
import type { BelatedPolicy } from '../../preload/actions.ts';
import { type Clip, type ClipPatch, findSource, type Project } from '../../preload/project.ts';
import { framesThere, missingFrames } from '../../preload/sound-file.ts';
import { clampGain, framesFromSeconds } from '../../preload/units.ts';
import { nudgeFrames } from '../commands/commands.ts';
import { sendEdit } from '../store/editing.ts';
import { useMirror } from '../store/mirror-store.ts';
import { notify } from '../store/notices.ts';
import { trimPatch } from '../timeline/clips/clip-edits.ts';
import { channelText, decibelText, figure, secondsText } from '../ui/figures.ts';
import { TextField } from '../ui/text-field.tsx';
import { ChoiceProperty, NumberProperty, Property, Section } from './property.tsx';

export const BELATED_OPTIONS: readonly { value: BelatedPolicy; text: string }[] = [
  { value: 'trim', text: 'trim, stay in step' },
  { value: 'start', text: 'start at once' },
  { value: 'drop', text: 'drop' },
];

interface ClipSectionProps {
  readonly clip: Clip;
  readonly project: Project;
}

interface ClipRowProps extends ClipSectionProps {
  /** `merge`: equal, consecutive ones become one undo step. */
  readonly change: (label: string, patch: ClipPatch, merge?: string) => void;
}

/** What shows each property, in this order; null = the title does, or nobody needs it. */
const ROWS: Readonly<Record<keyof Clip, ((props: ClipRowProps) => ReactNode) | null>> = {
  id: null,
  trackId: null,
  name: NameRow,
  startFrame: StartRows,
  lengthFrames: LengthRows,
  offsetFrames: OffsetRow,
  gainDb: GainRow,
  channels: ChannelsRow,
  belated: BelatedRow,
  sourceId: SourceRow,
};

export function ClipSection({ clip, project }: ClipSectionProps) {
  const track = project.tracks.find((other) => other.id === clip.trackId);
  const change = (label: string, patch: ClipPatch, merge?: string) => {
    const edit = { kind: 'patchClips', patches: [{ clipId: clip.id, patch }] } as const;
    void sendEdit({ label, edit, mergeKey: merge === undefined ? null : `${merge}-${clip.id}` });
  };
  return (
    <Section title={`${clip.name} · ${track?.name ?? ''}`}>
      {Object.entries(ROWS).map(
        ([name, Row]) => Row !== null && <Row key={name} {...{ clip, project, change }} />,
      )}
    </Section>
  );
}

function NameRow({ clip, change }: ClipRowProps) {
  return (
    <div className="property">
      <span className="property-name" aria-hidden>
        Name
      </span>
      <TextField
        label="Clip name"
        text={clip.name}
        onCommit={(name) => {
          if (name.trim() === '') return false;
          change('Rename clip', { name: name.trim() });
          return true;
        }}
      />
    </div>
  );
}

function GainRow({ clip, change }: ClipRowProps) {
  return (
    <NumberProperty
      name="Gain"
      label="Gain in dB"
      text={decibelText(clip.gainDb)}
      onChange={(gainDb) => change('Clip gain', { gainDb: clampGain(gainDb) })}
      onStep={(direction) =>
        change('Clip gain', { gainDb: clampGain(clip.gainDb + direction * 0.5) }, 'gain')
      }
    />
  );
}

function BelatedRow({ clip, change }: ClipRowProps) {
  return (
    <ChoiceProperty
      name="If late"
      value={clip.belated}
      options={BELATED_OPTIONS}
      onChange={(belated) => change('If late', { belated })}
    />
  );
}

function SourceRow({ clip, project }: ClipRowProps) {
  const media = useMirror((mirror) => mirror.media.get(clip.sourceId));
  const source = findSource(project, clip.sourceId);
  if (source === undefined) return <Property name="Source">missing</Property>;
  const missing = missingFrames(clip, Math.min(source.frames, framesThere(source, media)));
  return (
    <>
      <Property name="Source">{`${source.channels} ch · ${figure(source.frames)} fr`}</Property>
      {missing > 0 && (
        <Property name="Not there">
          <span className="tone-warn">{figure(missing)} fr are silent</span>
        </Property>
      )}
    </>
  );
}

function StartRows({ clip, project, change }: ClipRowProps) {
  const { startFrame } = clip;
  const { sampleRate } = project;
  const moveTo = (frame: number, merge?: string) =>
    change('Move clip', { startFrame: Math.max(0, Math.round(frame)) }, merge);
  return (
    <>
      <NumberProperty
        name="Start"
        label="Start in seconds"
        text={`${secondsText(startFrame, sampleRate)} s`}
        onChange={(seconds) => moveTo(framesFromSeconds(seconds, sampleRate))}
        onStep={(direction) => moveTo(startFrame + direction * nudgeFrames('grid'), 'start')}
      />
      <NumberProperty
        name=""
        label="Start in frames"
        text={`${figure(startFrame)} fr`}
        onChange={(frame) => moveTo(frame)}
        onStep={(direction) => moveTo(startFrame + direction, 'start')}
      />
    </>
  );
}

function LengthRows({ clip, project, change }: ClipRowProps) {
  const { startFrame, lengthFrames } = clip;
  const { sampleRate } = project;
  const lengthen = (frames: number) =>
    change('Trim end', trimPatch(project, clip, 'end', startFrame + Math.round(frames)));
  return (
    <>
      <NumberProperty
        name="Length"
        label="Length in seconds"
        text={`${secondsText(lengthFrames, sampleRate)} s`}
        onChange={(seconds) => lengthen(framesFromSeconds(seconds, sampleRate))}
      />
      <NumberProperty
        name=""
        label="Length in frames"
        text={`${figure(lengthFrames)} fr`}
        onChange={lengthen}
      />
    </>
  );
}

function OffsetRow({ clip, project, change }: ClipRowProps) {
  const { sampleRate } = project;
  const slip = (seconds: number) => {
    const offset = Math.max(0, framesFromSeconds(seconds, sampleRate));
    const sourceFrames = findSource(project, clip.sourceId)?.frames ?? 0;
    const longest = Math.max(clip.offsetFrames, sourceFrames - clip.lengthFrames);
    change('Source from', { offsetFrames: Math.min(offset, longest) });
  };
  return (
    <NumberProperty
      name="Source from"
      label="Source from, in seconds"
      text={`${secondsText(clip.offsetFrames, sampleRate)} s`}
      onChange={slip}
    />
  );
}

/** `1, 3-4`; empty = the track's own. */
function ChannelsRow({ clip, project, change }: ClipRowProps) {
  const own = clip.channels;
  const inherited = project.tracks.find(({ id }) => id === clip.trackId)?.outputChannels ?? [];
  return (
    <div className="property">
      <span className="property-name" aria-hidden>
        Channels
      </span>
      <TextField
        label="Channels"
        className="figure"
        text={own === null ? `track: ${channelText(inherited)}` : channelText(own)}
        onCommit={(text) => {
          const channels = channelsFromText(text);
          if (channels === undefined) {
            notify(
              'error',
              'Write channel numbers from 1, as in 1, 3-4. Empty means the track’s channels.',
            );
            return false;
          }
          change('Channels', { channels });
          return true;
        }}
      />
    </div>
  );
}

/** null = the track's; undefined = not understood. */
export function channelsFromText(text: string): readonly number[] | null | undefined {
  if (/^\s*(track\b.*)?$/i.test(text)) return null;
  const channels: number[] = [];
  for (const part of text.split(/[,;]+/)) {
    const match = /^\s*(\d{1,3})\s*(?:[-–]\s*(\d{1,3})\s*)?$/.exec(part);
    if (match === null) return undefined;
    const first = Number(match[1]);
    const last = match[2] === undefined ? first : Number(match[2]);
    if (first < 1 || last < first || last > 256) return undefined;
    for (let channel = first; channel <= last; channel += 1) channels.push(channel);
  }
  return channels;
}
