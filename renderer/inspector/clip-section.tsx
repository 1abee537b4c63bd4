/** One clip: its times, also in the session's frames, its gain, channels and what happens if it is late. */
import type { ReactNode } from 'react';
import type { BelatedPolicy } from '../../preload/actions.ts';
import { longestClip } from '../../preload/clip-trims.ts';
import {
  type Clip,
  type ClipPatch,
  findSource,
  MAX_FRAME,
  type Project,
} from '../../preload/project.ts';
import { framesThere, missingFrames } from '../../preload/sound-file.ts';
import { clampGain, type Frames } from '../../preload/units.ts';
import { openMatrix } from '../matrix/matrix-state.ts';
import { refusalOf, sendEdit } from '../store/editing.ts';
import { useMirror } from '../store/mirror-store.ts';
import { trimPatch } from '../timeline/clips/clip-edits.ts';
import { lockedAgainst } from '../timeline/clips/locked.ts';
import { channelText, decibelText, GAIN_RANGE, gainText } from '../ui/figures.ts';
import { refusalBetween, TextField } from '../ui/text-field.tsx';
import { framesText } from '../ui/time-text.ts';
import type { ClipRowProps } from './clip-rows.ts';
import {
  ColourRow,
  FadeRows,
  GainLineRows,
  LockRow,
  LoopRow,
  MuteRow,
  stepFrames,
} from './clip-shape-rows.tsx';
import { ChoiceProperty, NumberProperty, Property, Section, TimeProperty } from './property.tsx';

export const BELATED_OPTIONS: readonly { value: BelatedPolicy; text: string }[] = [
  { value: 'trim', text: 'skip missed part' },
  { value: 'start', text: 'play whole, late' },
  { value: 'drop', text: 'do not play' },
];

interface ClipSectionProps {
  readonly clip: Clip;
  readonly project: Project;
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
  // Both fades share a row.
  fadeIn: FadeRows,
  fadeOut: null,
  loop: LoopRow,
  channels: ChannelsRow,
  matrix: null,
  belated: BelatedRow,
  colour: ColourRow,
  muted: MuteRow,
  locked: LockRow,
  gainLine: GainLineRows,
  sourceId: SourceRow,
  groupId: null,
};

export function ClipSection({ clip, project }: ClipSectionProps) {
  const track = project.tracks.find((other) => other.id === clip.trackId);
  const change = (label: string, patch: ClipPatch, merge?: string) => {
    const edit = { kind: 'patchClips', patches: [{ clipId: clip.id, patch }] } as const;
    const refusal = lockedAgainst([clip], patch) ?? refusalOf(edit);
    if (refusal === null) {
      void sendEdit({ label, edit, mergeKey: merge === undefined ? null : `${merge}-${clip.id}` });
    }
    return refusal;
  };
  return (
    <Section
      title={clip.name}
      beside={track?.name}
      colour={clip.colour ?? track?.colour}
      key={clip.id}
    >
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
      isGain
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
      <Property name="Source">{`${source.channels} ch · ${framesText(source.frames)}`}</Property>
      {missing > 0 && (
        <Property name="Not there">
          <span className="tone-warn">{framesText(missing)} are silent</span>
        </Property>
      )}
    </>
  );
}

function StartRows({ clip, project, change }: ClipRowProps) {
  const { startFrame } = clip;
  const moveTo = (frame: Frames, merge?: string) =>
    change('Move clip', { startFrame: Math.max(0, frame) }, merge);
  return (
    <TimeProperty
      name="Start"
      what="A start"
      frames={startFrame}
      sampleRate={project.sampleRate}
      range={[0, MAX_FRAME]}
      showsFrames
      onCommit={(frame) => moveTo(frame)}
      onStep={(direction, held) => moveTo(startFrame + direction * stepFrames(held), 'start')}
    />
  );
}

function LengthRows({ clip, project, change }: ClipRowProps) {
  const { startFrame, lengthFrames } = clip;
  const longest = Math.min(longestClip(project, clip), MAX_FRAME - startFrame);
  return (
    <TimeProperty
      name="Length"
      what={clip.loop === null ? 'The length within its sound' : 'The length'}
      frames={lengthFrames}
      sampleRate={project.sampleRate}
      range={[1, longest]}
      showsFrames
      onCommit={(frames) =>
        change('Trim end', trimPatch(project, clip, 'end', startFrame + frames))
      }
      onStep={(direction, held) => {
        const frames = lengthFrames + direction * stepFrames(held);
        const end = startFrame + Math.min(longest, Math.max(1, frames));
        change('Trim end', trimPatch(project, clip, 'end', end), 'length');
      }}
    />
  );
}

function OffsetRow({ clip, project, change }: ClipRowProps) {
  const sourceFrames = findSource(project, clip.sourceId)?.frames ?? 0;
  const { loop } = clip;
  const first = loop?.startFrame ?? 0;
  const last =
    loop === null
      ? Math.max(clip.offsetFrames, sourceFrames - clip.lengthFrames)
      : loop.startFrame + loop.lengthFrames - 1;
  const slipTo = (frames: Frames, merge?: string) =>
    change('Sound from', { offsetFrames: Math.min(last, Math.max(first, frames)) }, merge);
  return (
    <TimeProperty
      name="Sound from"
      what="The place in the sound"
      frames={clip.offsetFrames}
      sampleRate={project.sampleRate}
      range={[first, last]}
      onCommit={(frames) => slipTo(frames)}
      onStep={(direction, held) =>
        slipTo(clip.offsetFrames + direction * stepFrames(held), 'offset')
      }
    />
  );
}

/** `matrix` of gains, the clip's channels, or `track:` and the track's. */
function channelsText({ channels, matrix }: Clip, inherited: readonly number[]): string {
  if (matrix !== null) return 'matrix';
  return channels === null ? `track: ${channelText(inherited)}` : channelText(channels);
}

/** `1, 3-4`; empty = the track's own. */
function ChannelsRow({ clip, project, change }: ClipRowProps) {
  const inherited = project.tracks.find(({ id }) => id === clip.trackId)?.outputChannels ?? [];
  return (
    <div className="property">
      <span className="property-name" aria-hidden>
        Channels
      </span>
      <TextField
        label="Channels"
        className="figure"
        text={channelsText(clip, inherited)}
        onCommit={(text) => {
          const channels = channelsFromText(text);
          if (channels === undefined) {
            return 'Write channel numbers from 1, as in 1, 3-4. Empty means the track’s channels.';
          }
          return change('Channels', { channels, matrix: null });
        }}
      />
      <button
        type="button"
        className="button"
        onClick={() => openMatrix({ kind: 'clip', clipId: clip.id })}
      >
        Matrix…
      </button>
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
