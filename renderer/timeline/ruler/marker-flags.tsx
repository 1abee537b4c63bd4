/** The markers' flags on the ruler: a click goes there, a double click renames. */
import type { KeyboardEvent } from 'react';
import type { Marker } from '../../../preload/project.ts';
import { targetOf } from '../../commands/command-target.ts';
import { nudgeFrames, seek } from '../../commands/commands.ts';
import { runCommand } from '../../commands/run-command.ts';
import { type LabelledEdit, refusalOf, sendEdit } from '../../store/editing.ts';
import { liveNow } from '../../store/live.ts';
import { mirrorNow, useMirror } from '../../store/mirror-store.ts';
import { changeView, useView } from '../../store/view.ts';
import { TextField } from '../../ui/text-field.tsx';
import { timeText } from '../../ui/time-text.ts';
import { pixelsFromFrame } from '../canvas/geometry.ts';
import { markersBetween, markersShown, moveMarker, renameMarker } from './marker-edits.ts';

/** Width of the widest flag, which may begin before the view. */
const WIDEST_PIXELS = 200;

export function MarkerFlags() {
  const kept = useMirror((mirror) => mirror.project.markers);
  const preview = useView((view) => view.previewMarker);
  const markers = markersShown(kept, preview);
  return markers.length > 0 ? <ShownFlags markers={markers} /> : null;
}

/** A flag that the next one leaves no more of has none; its line is on the tracks. */
const NARROWEST_PIXELS = 3;
/** A narrower flag has no name on it: a letter and an ellipsis say nothing. */
const NARROWEST_NAMED_PIXELS = 28;

function ShownFlags({ markers }: { markers: readonly Marker[] }) {
  const sampleRate = useMirror((mirror) => mirror.project.sampleRate);
  const framesPerPixel = useView((view) => view.framesPerPixel);
  const scrollFrame = useView((view) => view.scrollFrame);
  const width = useView((view) => view.trackAreaWidthPixels);
  const snapFrame = useView((view) => view.snapFrame);
  const from = scrollFrame - WIDEST_PIXELS * framesPerPixel;
  const shown = markersBetween(markers, from, scrollFrame + width * framesPerPixel);
  const viewport = { framesPerPixel, scrollFrame };
  const lefts = shown.map(({ frame }) => Math.round(pixelsFromFrame(viewport, frame)));
  return shown.map((marker, index) => {
    const left = lefts[index] as number;
    const room = (lefts[index + 1] ?? Number.POSITIVE_INFINITY) - left;
    if (room < NARROWEST_PIXELS) return null;
    return (
      <MarkerFlag
        key={marker.id}
        marker={marker}
        time={timeText(marker.frame, sampleRate)}
        leftPixels={left}
        roomPixels={room}
        isHit={marker.frame === snapFrame}
      />
    );
  });
}

/** Recording keeps its position: a click does not seek then. */
function goTo(marker: Marker): void {
  if (liveNow().transport.state !== 'recording') void seek(marker.frame);
}

/** By grid steps, with Shift by frames. */
function moveByKey(event: KeyboardEvent, marker: Marker): void {
  const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (direction === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const frame = marker.frame + direction * nudgeFrames(event.shiftKey ? 'frame' : 'grid');
  send(moveMarker(mirrorNow().project, marker.id, Math.max(0, frame)));
}

function send(change: LabelledEdit | null): void {
  if (change !== null) void sendEdit(change);
}

interface MarkerFlagProps {
  readonly marker: Marker;
  readonly time: string;
  readonly leftPixels: number;
  /** Up to the next flag, where this one ends. */
  readonly roomPixels: number;
  /** What is dragged snaps to it. */
  readonly isHit: boolean;
}

function MarkerFlag({ marker, time, leftPixels, roomPixels, isHit }: MarkerFlagProps) {
  const isRenaming = useView((view) => view.renamedId === marker.id);
  if (isRenaming) {
    return (
      <div
        className="marker-flag marker-naming"
        style={{ left: leftPixels }}
        onPointerDown={(event) => event.stopPropagation()}
      >
        <TextField
          label="Marker name"
          className="marker-name-field"
          text={marker.name}
          autoFocus
          onDone={() => changeView({ renamedId: null })}
          onCommit={(name) => {
            const rename = renameMarker(marker, name);
            const refusal = rename === null ? null : refusalOf(rename.edit);
            if (refusal === null) send(rename);
            return refusal;
          }}
        />
      </div>
    );
  }
  return (
    <button
      type="button"
      className="marker-flag"
      data-marker-id={marker.id}
      data-hit={isHit || undefined}
      style={{ left: leftPixels, maxWidth: Math.min(WIDEST_PIXELS, roomPixels) }}
      aria-label={`${marker.name}, at ${time}`}
      title={`${marker.name}, at ${time}. Click to go there, drag or arrows to move, double-click to rename, Delete to remove.`}
      onKeyDown={(event) => moveByKey(event, marker)}
      // A click that ends a drag goes to the ruler, which holds the pointer then.
      onClick={() => goTo(marker)}
      onDoubleClick={(event) => runCommand('rename', targetOf(event.currentTarget))}
    >
      <span className="marker-name">{roomPixels >= NARROWEST_NAMED_PIXELS && marker.name}</span>
    </button>
  );
}
