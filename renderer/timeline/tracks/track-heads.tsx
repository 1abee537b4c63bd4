/** The track headers in view: name, arm, mute, solo, gain, meter and channels of each track. */
import { Slider } from '@base-ui/react/slider';
import { Ellipsis } from 'lucide-react';
import { memo, useRef } from 'react';
import { placeOfId } from '../../../preload/id-index.ts';
import type { Track } from '../../../preload/project.ts';
import { MAX_GAIN_DB, MIN_GAIN_DB } from '../../../preload/units.ts';
import { CommandButton } from '../../commands/command-button.tsx';
import { targetOf } from '../../commands/command-target.ts';
import { patchTrack } from '../../commands/commands.ts';
import { runCommand } from '../../commands/run-command.ts';
import { openMenuAt } from '../../keys/context-menu-state.ts';
import { useRovingHeads } from '../../keys/roving-focus.ts';
import { refusalOf } from '../../store/editing.ts';
import { mirrorNow, useMirror } from '../../store/mirror-store.ts';
import { useSizeSteps } from '../../store/size-steps.ts';
import { TRACK_HEIGHTS, type TrackHeight } from '../../store/track-heights.ts';
import { changeView, useView } from '../../store/view.ts';
import { decibelText } from '../../ui/figures.ts';
import { TextField } from '../../ui/text-field.tsx';
import { revealTrack } from '../canvas/scrolling.ts';
import { heightOf, trackRows } from '../canvas/track-rows.ts';
import { InputMenu, OutputMenu } from './channel-menus.tsx';
import { HeightEdge } from './height-edge.tsx';
import { TrackMeter } from './track-meter.tsx';

export function TrackHeads() {
  const tracks = useMirror((mirror) => mirror.project.tracks);
  const scrollTop = useView((view) => view.scrollTopPixels);
  const height = useView((view) => view.trackAreaHeightPixels);
  const trackHeight = useView((view) => view.trackHeight);
  const ownHeights = useView((view) => view.ownHeights);
  useSizeSteps();
  const heights = { trackHeight, ownHeights };
  const rows = trackRows(tracks, heights);
  const inView = rows.between(scrollTop, scrollTop + height);
  const first = Math.max(0, inView.first - 1);
  const element = useRef<HTMLDivElement>(null);
  useRovingHeads(element);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would take part in forms.
    <div className="track-heads" role="group" aria-label="Track heads" ref={element}>
      <div style={{ transform: `translateY(${-scrollTop}px)` }}>
        {tracks.slice(first, inView.last + 1).map((track, index) => (
          <TrackHead
            key={track.id}
            track={track}
            topPixels={rows.top(first + index)}
            height={heightOf(heights, track.id)}
          />
        ))}
      </div>
    </div>
  );
}

interface TrackHeadProps {
  readonly track: Track;
  readonly topPixels: number;
  readonly height: TrackHeight;
}

const TrackHead = memo(function TrackHead({ track, topPixels, height }: TrackHeadProps) {
  const isSelected = useView((view) => view.selectedTrackId === track.id);
  const isRecording = useMirror((mirror) => mirror.transportState === 'recording' && track.armed);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would take part in forms; a track is none.
    <div
      role="group"
      className="track-head"
      aria-label={track.name}
      data-track-id={track.id}
      data-colour={track.colour + 1}
      data-height={height}
      data-selected={isSelected || undefined}
      data-recording={isRecording || undefined}
      style={{ top: topPixels, height: TRACK_HEIGHTS[height] }}
      onPointerDown={() => changeView({ selectedTrackId: track.id })}
      onFocus={(event) => {
        // By key: the view does not move under a pointer.
        if (!event.target.matches(':focus-visible')) return;
        changeView({ selectedTrackId: track.id });
        revealTrack(placeOfId(mirrorNow().project.tracks, track.id));
      }}
    >
      <HeightEdge trackId={track.id} />
      <div className="track-row">
        <TrackName track={track} />
        <TrackMenu track={track} />
        <TrackToggles track={track} />
      </div>
      {height !== 'S' && (
        <div className="track-row track-level">
          <TrackGain track={track} />
          <span className="figure track-gain-text">{decibelText(track.gainDb)}</span>
          {height === 'M' && track.armed && <InputMenu track={track} />}
        </div>
      )}
      {height === 'L' && (
        <div className="track-row track-channels">
          <OutputMenu track={track} />
          <InputMenu track={track} />
        </div>
      )}
      <TrackMeter track={track} height={height} />
    </div>
  );
});

function TrackName({ track }: { track: Track }) {
  const isRenaming = useView((view) => view.renamedId === track.id);
  if (!isRenaming) {
    return (
      <button
        type="button"
        className="track-name"
        title={`${track.name} (double-click to rename)`}
        onDoubleClick={(event) => runCommand('rename', targetOf(event.currentTarget))}
        onClick={(event) => {
          // Enter; a click of the pointer only selects the track.
          if (event.detail === 0) runCommand('rename', targetOf(event.currentTarget));
        }}
      >
        {track.name}
      </button>
    );
  }
  return (
    <TextField
      label="Track name"
      className="track-name-field"
      text={track.name}
      autoFocus
      onDone={() => changeView({ renamedId: null })}
      onCommit={(name) => {
        const patch = { name: name.trim() };
        if (patch.name === '') return 'A track needs a name.';
        const refusal = refusalOf({ kind: 'patchTrack', trackId: track.id, patch });
        if (refusal === null) patchTrack(track.id, 'Rename track', patch);
        return refusal;
      }}
    />
  );
}

function TrackMenu({ track }: { track: Track }) {
  return (
    <button
      type="button"
      className="quiet-button track-more"
      aria-label={`More for ${track.name}`}
      aria-haspopup="menu"
      title={`More for ${track.name}`}
      onClick={(event) => {
        const { left, bottom } = event.currentTarget.getBoundingClientRect();
        openMenuAt(event.currentTarget, left, bottom);
      }}
    >
      <Ellipsis size={13} aria-hidden />
    </button>
  );
}

function TrackToggles({ track: { name, armed, muted, soloed } }: { track: Track }) {
  return (
    <div className="track-toggles">
      <CommandButton
        command="armTrack"
        label={`Arm ${name}`}
        hint={armed ? 'Armed for recording' : 'Arm for recording'}
        className="toggle toggle-arm"
        aria-pressed={armed}
      >
        <span className="arm-dot" aria-hidden />
      </CommandButton>
      <CommandButton
        command="muteTrack"
        label={`Mute ${name}`}
        hint="Mute"
        className="toggle toggle-mute"
        aria-pressed={muted}
      >
        <span aria-hidden>M</span>
      </CommandButton>
      <CommandButton
        command="soloTrack"
        label={`Solo ${name}`}
        hint="Solo"
        className="toggle toggle-solo"
        aria-pressed={soloed}
      >
        <span aria-hidden>S</span>
      </CommandButton>
    </div>
  );
}

function TrackGain({ track }: { track: Track }) {
  return (
    <Slider.Root
      className="gain"
      value={track.gainDb}
      min={MIN_GAIN_DB}
      max={MAX_GAIN_DB}
      step={0.5}
      largeStep={3}
      onValueChange={(gainDb) => patchTrack(track.id, 'Track gain', { gainDb }, `gain-${track.id}`)}
      onDoubleClick={() => patchTrack(track.id, 'Track gain', { gainDb: 0 })}
    >
      <Slider.Control className="gain-control">
        <Slider.Track className="gain-track">
          <Slider.Indicator className="gain-fill" />
          <Slider.Thumb
            className="gain-thumb"
            getAriaLabel={() => `Gain of ${track.name}`}
            getAriaValueText={(_text, value) => decibelText(value)}
          />
        </Slider.Track>
      </Slider.Control>
    </Slider.Root>
  );
}
