/** The head of one track: name, arm, mute, solo, gain, pan, channels and meter. */
import { Ellipsis, Shield } from 'lucide-react';
import { type MouseEvent, memo, type PointerEvent, useRef } from 'react';
import { placeOfId } from '../../../preload/id-index.ts';
import type { Track } from '../../../preload/project.ts';
import { CommandButton } from '../../commands/command-button.tsx';
import { targetOf } from '../../commands/command-target.ts';
import { runCommand } from '../../commands/run-command.ts';
import { patchTrack } from '../../commands/track-commands.ts';
import { openMenuAt } from '../../keys/context-menu-state.ts';
import { refusalOf } from '../../store/editing.ts';
import { mirrorNow, useMirror } from '../../store/mirror-store.ts';
import { TRACK_HEIGHTS, type TrackHeight } from '../../store/track-heights.ts';
import { isTrackSelected, selectTracks, tracksAfterPress } from '../../store/track-selection.ts';
import { changeView, useView, viewNow } from '../../store/view.ts';
import { revealTrack } from '../canvas/scrolling.ts';
import { InputMenu, OutputMenu } from './channel-menus.tsx';
import { useHeadDrag } from './head-drags.ts';
import { focusedByKey } from './head-keys.ts';
import { HeadName } from './head-name.tsx';
import { HeightEdge } from './height-edge.tsx';
import { GainLine, PanLine } from './track-levels.tsx';
import { TrackMeter } from './track-meter.tsx';

interface TrackHeadProps {
  readonly track: Track;
  /** null = it is in no group. */
  readonly groupName: string | null;
  readonly topPixels: number;
  readonly height: TrackHeight;
}

export const TrackHead = memo(function TrackHead(props: TrackHeadProps) {
  const { track, groupName, topPixels, height } = props;
  const isSelected = useView((view) => isTrackSelected(view, track.id));
  const isRecording = useMirror((mirror) => mirror.transportState === 'recording' && track.armed);
  const element = useRef<HTMLDivElement>(null);
  useHeadDrag(element, track.id);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would take part in forms; a track is none.
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys select a track by the focus.
    <div
      role="group"
      className="track-head"
      id={`head-${track.id}`}
      ref={element}
      aria-label={track.name}
      aria-description={groupName === null ? undefined : `in the group ${groupName}`}
      aria-current={isSelected || undefined}
      data-track-id={track.id}
      data-colour={track.colour + 1}
      data-height={height}
      data-grouped={groupName !== null || undefined}
      data-selected={isSelected || undefined}
      data-recording={isRecording || undefined}
      style={{ top: topPixels, height: TRACK_HEIGHTS[height] }}
      onPointerDown={(event) => press(event, track.id)}
      onClick={(event) => click(event, track.id)}
      onFocus={(event) => {
        // By key: the view does not move under a pointer.
        if (!event.target.matches(':focus-visible')) return;
        focusedByKey(track.id);
        revealTrack(placeOfId(mirrorNow().project.tracks, track.id));
      }}
    >
      <HeightEdge trackId={track.id} />
      <div className="track-row">
        <TrackName track={track} />
        {track.soloSafe && <SafeGlyph />}
        <TrackMenu track={track} />
        <TrackToggles track={track} />
      </div>
      {height !== 'S' && (
        <div className="track-row track-level">
          <GainLine track={track} />
          {height === 'M' && track.armed && <InputMenu track={track} />}
        </div>
      )}
      {height === 'L' && (
        <>
          <div className="track-row track-level">
            <PanLine track={track} />
          </div>
          <div className="track-row track-channels">
            <OutputMenu track={track} />
            <InputMenu track={track} />
          </div>
        </>
      )}
      <TrackMeter track={track} height={height} />
    </div>
  );
});

/** What in a head has a press of its own. */
const CONTROLS = 'button:not(.track-name), input, .gain, .meter, .height-edge';

function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest(CONTROLS) !== null;
}

function press(event: PointerEvent, trackId: string): void {
  const view = viewNow();
  const isPlain = isControl(event.target) || event.button !== 0;
  if (isPlain && isTrackSelected(view, trackId)) return;
  const keys = {
    shift: event.shiftKey && !isPlain,
    control: (event.ctrlKey || event.metaKey) && !isPlain,
  };
  changeView(tracksAfterPress(mirrorNow().project.tracks, view, trackId, keys));
}

/** One of several selected tracks that is clicked, and not dragged, is selected alone. */
function click(event: MouseEvent, trackId: string): void {
  if (isControl(event.target) || event.shiftKey || event.ctrlKey || event.metaKey) return;
  if (event.detail > 0) selectTracks([trackId]);
}

/** Beside the name: solo of others does not silence it. */
function SafeGlyph() {
  return (
    <span className="track-safe" title="Solo safe: the solo of other tracks does not silence it">
      <Shield size={12} aria-hidden />
      <span className="hidden-text">solo safe</span>
    </span>
  );
}

function TrackName({ track }: { track: Track }) {
  return (
    <HeadName
      id={track.id}
      name={track.name}
      label="Track name"
      onCommit={(name) => {
        if (name === '') return 'A track needs a name.';
        const refusal = refusalOf({ kind: 'patchTrack', trackId: track.id, patch: { name } });
        if (refusal === null) patchTrack(track.id, 'Rename track', { name });
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
      <MuteAndSolo name={name} muted={muted} soloed={soloed} />
    </div>
  );
}

interface MuteAndSoloProps {
  readonly name: string;
  readonly muted: boolean | 'mixed';
  readonly soloed: boolean | 'mixed';
}

/** Of a track, or of all tracks of a group. */
export function MuteAndSolo({ name, muted, soloed }: MuteAndSoloProps) {
  return (
    <>
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
        hint="Solo; with Ctrl this one alone"
        className="toggle toggle-solo"
        aria-pressed={soloed}
        onClickCapture={(event: MouseEvent) => {
          if (!event.ctrlKey && !event.metaKey) return;
          event.stopPropagation();
          runCommand('soloAlone', targetOf(event.currentTarget as Element));
        }}
      >
        <span aria-hidden>S</span>
      </CommandButton>
    </>
  );
}
