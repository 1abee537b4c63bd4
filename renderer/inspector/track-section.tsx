/** One track: its name, gain, channels and state. */
import type { Project, Track } from '../../preload/project.ts';
import { clampGain } from '../../preload/units.ts';
import { patchTrack } from '../commands/track-commands.ts';
import { clipIndexOf } from '../store/clip-index.ts';
import { refusalOf } from '../store/editing.ts';
import { useMirror } from '../store/mirror-store.ts';
import { channelText, decibelText, figure, GAIN_RANGE, gainText } from '../ui/figures.ts';
import { refusalBetween, TextField } from '../ui/text-field.tsx';
import { NumberProperty, Property, Section } from './property.tsx';

/** Clips on it. */
function clipCountOf(project: Project, { id }: Track): number {
  return clipIndexOf(project).onTrack(id)?.clips.length ?? 0;
}

export function TrackSection({ track }: { track: Track }) {
  const clipCount = useMirror((mirror) => clipCountOf(mirror.project, track));
  return (
    <Section title={track.name} colour={track.colour} key={track.id}>
      <NameProperty track={track} />
      <NumberProperty
        name="Gain"
        label="Track gain in dB"
        text={decibelText(track.gainDb)}
        onChange={(gainDb) => {
          const refusal = refusalBetween(gainDb, GAIN_RANGE, 'A gain', gainText);
          if (refusal === null) patchTrack(track.id, 'Track gain', { gainDb: clampGain(gainDb) });
          return refusal;
        }}
        onStep={(direction) => {
          const gainDb = clampGain(track.gainDb + direction * 0.5);
          patchTrack(track.id, 'Track gain', { gainDb }, `gain-${track.id}`);
        }}
      />
      <Property name="Output">{channelText(track.outputChannels)}</Property>
      <Property name="Input">{channelText(track.inputChannels)}</Property>
      <Property name="State">{stateText(track)}</Property>
      <Property name="Clips">{figure(clipCount)}</Property>
    </Section>
  );
}

function NameProperty({ track }: { track: Track }) {
  return (
    <div className="property">
      <span className="property-name" aria-hidden>
        Name
      </span>
      <TextField
        label="Name of the track"
        text={track.name}
        onCommit={(typed) => {
          const name = typed.trim();
          if (name === '') return 'A track needs a name.';
          const patch = { name };
          const refusal = refusalOf({ kind: 'patchTrack', trackId: track.id, patch });
          if (refusal === null) patchTrack(track.id, 'Rename track', patch);
          return refusal;
        }}
      />
    </div>
  );
}

function stateText({ armed, muted, soloed }: Track): string {
  const words = [armed ? 'armed' : '', muted ? 'muted' : '', soloed ? 'solo' : ''];
  return words.filter((word) => word !== '').join(', ') || 'plays';
}
