/** One track: its name, colour, gain, pan, channels and state. */
import { partWithId } from '../../preload/id-index.ts';
import type { Project, Track } from '../../preload/project.ts';
import { clampGain } from '../../preload/units.ts';
import {
  colourTracks,
  patchTrack,
  setGain,
  setPan,
  toggleTracks,
} from '../commands/track-commands.ts';
import { openMatrix } from '../matrix/matrix-state.ts';
import { clipIndexOf } from '../store/clip-index.ts';
import { refusalOf } from '../store/editing.ts';
import { useMirror } from '../store/mirror-store.ts';
import { InputMenu, OutputMenu } from '../timeline/tracks/channel-menus.tsx';
import { COLOURS } from '../timeline/tracks/colour-menu.tsx';
import { NO_PAN } from '../timeline/tracks/track-levels.tsx';
import { decibelText, figure, GAIN_RANGE, gainText, panFromText, panText } from '../ui/figures.ts';
import { refusalBetween, TextField } from '../ui/text-field.tsx';
import { NumberProperty, Property, Section, SwitchProperty } from './property.tsx';

/** Clips on it. */
function clipCountOf(project: Project, { id }: Track): number {
  return clipIndexOf(project).onTrack(id)?.clips.length ?? 0;
}

export function TrackSection({ track }: { track: Track }) {
  const clipCount = useMirror((mirror) => clipCountOf(mirror.project, track));
  const groups = useMirror((mirror) => mirror.project.trackGroups);
  const group = track.groupId === null ? undefined : partWithId(groups, track.groupId);
  return (
    <Section title={track.name} beside={group?.name} colour={track.colour} key={track.id}>
      <NameProperty track={track} />
      <ColourProperty track={track} />
      <NumberProperty
        name="Gain"
        isGain
        label="Track gain in dB"
        text={decibelText(track.gainDb)}
        onChange={(gainDb) => {
          const refusal = refusalBetween(gainDb, GAIN_RANGE, 'A gain', gainText);
          if (refusal === null) setGain(track, clampGain(gainDb));
          return refusal;
        }}
        onStep={(direction) =>
          setGain(track, clampGain(track.gainDb + direction * 0.5), `gain-${track.id}`)
        }
      />
      <PanProperty track={track} />
      <Property name="Output">
        <OutputMenu track={track} name="Output of the track" />
      </Property>
      <Property name="Channels">
        <button
          type="button"
          className="channel-button"
          onClick={() => openMatrix({ kind: 'track', trackId: track.id })}
        >
          {track.matrix === null ? 'Matrix…' : 'Own matrix…'}
        </button>
      </Property>
      <Property name="Input">
        <InputMenu track={track} name="Input of the track" />
      </Property>
      <Property name="State">{stateText(track)}</Property>
      <SwitchProperty
        name="Solo safe"
        value={track.soloSafe}
        onChange={() => toggleTracks([track], 'soloSafe')}
      />
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

function ColourProperty({ track }: { track: Track }) {
  return (
    <label className="property">
      <span className="property-name">Colour</span>
      <select
        className="field"
        value={track.colour}
        onChange={(event) => colourTracks([track], Number(event.currentTarget.value))}
      >
        {COLOURS.map(({ colour, name }) => (
          <option key={colour} value={colour}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function PanProperty({ track }: { track: Track }) {
  return (
    <div className="property">
      <span className="property-name" aria-hidden>
        Pan
      </span>
      <TextField
        label="Pan of the track"
        className="figure"
        text={panText(track.pan)}
        onStep={(direction) =>
          setPan(track, (track.pan ?? 0) + direction * 0.01, `pan-${track.id}`)
        }
        onCommit={(typed) => {
          const pan = panFromText(typed);
          if (pan === undefined) return NO_PAN;
          setPan(track, pan);
          return null;
        }}
      />
    </div>
  );
}

function stateText({ armed, muted, soloed }: Track): string {
  const words = [armed ? 'armed' : '', muted ? 'muted' : '', soloed ? 'solo' : ''];
  return words.filter((word) => word !== '').join(', ') || 'plays';
}
