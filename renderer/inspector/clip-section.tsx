/** One clip: its times in seconds and in the session's frames, its gain, channels and lateness. */
import type { ReactNode } from 'react';
import type { BelatedPolicy } from '../../preload/actions.ts';
import {
  type Clip,
  type ClipPatch,
  findSource,
  MAX_FRAME,
  type Project,
} from '../../preload/project.ts';
import { framesThere, missingFrames } from '../../preload/sound-file.ts';
import { clampGain, framesFromSeconds } from '../../preload/units.ts';
import { nudgeFrames } from '../commands/commands.ts';
import { refusalOf, sendEdit } from '../store/editing.ts';
import { useMirror } from '../store/mirror-store.ts';
import { trimPatch } from '../timeline/clips/clip-edits.ts';
import {
  channelText,
  decibelText,
  figure,
  GAIN_RANGE,
  gainText,
  secondsText,
} from '../ui/figures.ts';
import { refusalBetween, TextField } from '../ui/text-field.tsx';
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
  /** `merge`: equal, consecutive ones become one undo step. Returns why the change is refused, a
   * sentence; null = it is made. */
  readonly change: (label: string, patch: ClipPatch, merge?: string) => string | null;
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
    const refusal = refusalOf(edit);
    if (refusal === null) {
      void sendEdit({ label, edit, mergeKey: merge === undefined ? null : `${merge}-${clip.id}` });
    }
    return refusal;
  };
  return (
    <Section title={`${clip.name} · ${track?.name ?? ''}`} key={clip.id}>
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
          if (name.trim() === '') return 'A clip needs a name.';
          return change('Rename clip', { name: name.trim() });
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
      onChange={(gainDb) =>
        refusalBetween(gainDb, GAIN_RANGE, 'A gain', gainText) ??
        change('Clip gain', { gainDb: clampGain(gainDb) })
      }
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
        onChange={(seconds) =>
          refusalBetween(seconds, [0, MAX_FRAME / sampleRate], 'A start', secondsFigure) ??
          moveTo(framesFromSeconds(seconds, sampleRate))
        }
        onStep={(direction) => moveTo(startFrame + direction * nudgeFrames('grid'), 'start')}
      />
      <NumberProperty
        name=""
        label="Start in frames"
        text={`${figure(startFrame)} fr`}
        onChange={(frame) =>
          refusalBetween(frame, [0, MAX_FRAME], 'A start', framesFigure) ?? moveTo(frame)
        }
        onStep={(direction) => moveTo(startFrame + direction, 'start')}
      />
    </>
  );
}

function LengthRows({ clip, project, change }: ClipRowProps) {
  const { startFrame, lengthFrames } = clip;
  const { sampleRate } = project;
  const lengthen = (frames: number, textOf: (frames: number) => string) => {
    const longest = trimPatch(project, clip, 'end', MAX_FRAME).lengthFrames ?? lengthFrames;
    const lengthAsked = Math.round(frames);
    return (
      refusalBetween(lengthAsked, [1, longest], 'The length within its sound', textOf) ??
      change('Trim end', trimPatch(project, clip, 'end', startFrame + lengthAsked))
    );
  };
  const inSeconds = (frames: number) => secondsFigure(frames / sampleRate);
  return (
    <>
      <NumberProperty
        name="Length"
        label="Length in seconds"
        text={`${secondsText(lengthFrames, sampleRate)} s`}
        onChange={(seconds) => lengthen(framesFromSeconds(seconds, sampleRate), inSeconds)}
      />
      <NumberProperty
        name=""
        label="Length in frames"
        text={`${figure(lengthFrames)} fr`}
        onChange={(frames) => lengthen(frames, framesFigure)}
      />
    </>
  );
}

function OffsetRow({ clip, project, change }: ClipRowProps) {
  const { sampleRate } = project;
  const slip = (seconds: number) => {
    const sourceFrames = findSource(project, clip.sourceId)?.frames ?? 0;
    const last = Math.max(clip.offsetFrames, sourceFrames - clip.lengthFrames);
    const range = [0, last / sampleRate] as const;
    const offset = framesFromSeconds(seconds, sampleRate);
    return (
      refusalBetween(seconds, range, 'The place in the sound', secondsFigure) ??
      change('Source from', { offsetFrames: Math.min(offset, last) })
    );
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
            return 'Write channel numbers from 1, as in 1, 3-4. Empty means the track’s channels.';
          }
          return change('Channels', { channels });
        }}
      />
    </div>
  );
}

function secondsFigure(seconds: number): string {
  const [whole = '0', part] = seconds.toFixed(3).split('.');
  return Number(part) === 0 ? `${figure(Number(whole))} s` : `${figure(Number(whole))}.${part} s`;
}

function framesFigure(frames: number): string {
  return `${figure(frames)} fr`;
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
