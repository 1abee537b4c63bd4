/** The track headers in view: name, arm, mute, solo, gain, meter and channels of each track. */
import { Slider } from '@base-ui/react/slider';
import { Ellipsis } from 'lucide-react';
import { memo, useState } from 'react';
import type { Track } from '../../../preload/project.ts';
import { MAX_GAIN_DB, MIN_GAIN_DB } from '../../../preload/units.ts';
import { patchTrack, removeTrack } from '../../commands/commands.ts';
import { refusalOf } from '../../store/editing.ts';
import type { Live } from '../../store/live.ts';
import { useMirror } from '../../store/mirror-store.ts';
import { changeView, useView } from '../../store/view.ts';
import { decibelText } from '../../ui/figures.ts';
import { DropMenu, MenuAction } from '../../ui/menu.tsx';
import { Meter } from '../../ui/meter.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { TRACK_HEIGHT_PIXELS } from '../canvas/geometry.ts';
import { ChannelMenus } from './channel-menus.tsx';

export function TrackHeads() {
  const tracks = useMirror((mirror) => mirror.project.tracks);
  const scrollTop = useView((view) => view.scrollTopPixels);
  const height = useView((view) => view.trackAreaHeightPixels);
  const first = Math.max(0, Math.floor(scrollTop / TRACK_HEIGHT_PIXELS) - 1);
  const last = Math.ceil((scrollTop + height) / TRACK_HEIGHT_PIXELS) + 1;
  return (
    <div className="track-heads">
      <div style={{ transform: `translateY(${-scrollTop}px)` }}>
        {tracks.slice(first, last).map((track, index) => (
          <TrackHead
            key={track.id}
            track={track}
            topPixels={(first + index) * TRACK_HEIGHT_PIXELS}
          />
        ))}
      </div>
    </div>
  );
}

interface TrackHeadProps {
  readonly track: Track;
  readonly topPixels: number;
}

const TrackHead = memo(function TrackHead({ track, topPixels }: TrackHeadProps) {
  const isSelected = useView((view) => view.selectedTrackId === track.id);
  const [isRenaming, setIsRenaming] = useState(false);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would take part in forms; a track is none.
    <div
      role="group"
      className="track-head"
      aria-label={track.name}
      data-colour={track.colour + 1}
      data-selected={isSelected || undefined}
      style={{ top: topPixels, height: TRACK_HEIGHT_PIXELS }}
      onPointerDown={() => changeView({ selectedTrackId: track.id })}
    >
      <div className="track-row">
        <TrackName track={track} isRenaming={isRenaming} onRename={setIsRenaming} />
        <TrackMenu track={track} onRename={() => setIsRenaming(true)} />
        <TrackToggles track={track} />
      </div>
      <TrackGain track={track} />
      <div className="track-row track-foot">
        <span className="figure dim">{decibelText(track.gainDb)}</span>
        <ChannelMenus track={track} />
      </div>
      <Meter label={`Level of ${track.name}`} read={(live) => trackPeak(live, track)} />
    </div>
  );
});

/** What the track plays; while armed also what comes in, whichever is louder. */
function trackPeak(live: Live, track: Track): number {
  const own = live.meters.tracks.find((meter) => meter.trackId === track.id)?.peak ?? 0;
  if (!track.armed) return own;
  const inputs = track.inputChannels.map((channel) => live.meters.input[channel - 1] ?? 0);
  return Math.max(own, ...inputs);
}

interface TrackNameProps {
  readonly track: Track;
  readonly isRenaming: boolean;
  readonly onRename: (isRenaming: boolean) => void;
}

function TrackName({ track, isRenaming, onRename }: TrackNameProps) {
  if (!isRenaming) {
    return (
      <button
        type="button"
        className="track-name"
        title={`${track.name} (double-click to rename)`}
        onDoubleClick={() => onRename(true)}
        onKeyDown={(event) => {
          if (event.key === 'F2' || event.key === 'Enter') onRename(true);
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
      onDone={() => onRename(false)}
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

function TrackMenu({ track, onRename }: { track: Track; onRename: () => void }) {
  return (
    <DropMenu
      label={`More for ${track.name}`}
      className="quiet-button track-more"
      trigger={<Ellipsis size={13} aria-hidden />}
    >
      <MenuAction onChoose={() => setTimeout(onRename)}>Rename</MenuAction>
      <MenuAction onChoose={() => removeTrack(track)}>Remove track and its clips</MenuAction>
    </DropMenu>
  );
}

function TrackToggles({ track }: { track: Track }) {
  const { id, name, armed, muted, soloed } = track;
  return (
    <div className="track-toggles">
      <button
        type="button"
        className="toggle toggle-arm"
        aria-pressed={armed}
        aria-label={`Arm ${name}`}
        title={armed ? 'Armed for recording' : 'Arm for recording'}
        onClick={() => patchTrack(id, armed ? 'Disarm' : 'Arm', { armed: !armed })}
      >
        <span className="arm-dot" aria-hidden />
      </button>
      <button
        type="button"
        className="toggle toggle-mute"
        aria-pressed={muted}
        aria-label={`Mute ${name}`}
        title="Mute (M)"
        onClick={() => patchTrack(id, muted ? 'Mute off' : 'Mute', { muted: !muted })}
      >
        M
      </button>
      <button
        type="button"
        className="toggle toggle-solo"
        aria-pressed={soloed}
        aria-label={`Solo ${name}`}
        title="Solo (Shift+S)"
        onClick={() => patchTrack(id, soloed ? 'Solo off' : 'Solo', { soloed: !soloed })}
      >
        S
      </button>
    </div>
  );
}

let dragNumber = 0;

function TrackGain({ track }: { track: Track }) {
  const [dragKey, setDragKey] = useState('gain-0');
  return (
    <Slider.Root
      className="gain"
      value={track.gainDb}
      min={MIN_GAIN_DB}
      max={MAX_GAIN_DB}
      step={0.5}
      largeStep={3}
      onValueChange={(gainDb) =>
        patchTrack(track.id, 'Track gain', { gainDb }, `${track.id}-${dragKey}`)
      }
      onValueCommitted={() => {
        dragNumber += 1;
        setDragKey(`gain-${dragNumber}`);
      }}
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
