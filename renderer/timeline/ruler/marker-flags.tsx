/** The markers' flags on the ruler: a click goes there, a double click renames. */
import type { Marker } from '../../../preload/project.ts';
import { targetOf } from '../../commands/command-target.ts';
import { seek } from '../../commands/commands.ts';
import { runCommand } from '../../commands/run-command.ts';
import { type LabelledEdit, refusalOf, sendEdit } from '../../store/editing.ts';
import { liveNow } from '../../store/live.ts';
import { useMirror } from '../../store/mirror-store.ts';
import { changeView, useView } from '../../store/view.ts';
import { TextField } from '../../ui/text-field.tsx';
import { timeText } from '../../ui/time-text.ts';
import { pixelsFromFrame } from '../canvas/geometry.ts';
import { markersBetween, renameMarker } from './marker-edits.ts';

/** Width of the widest flag, which may begin before the view. */
const WIDEST_PIXELS = 200;

export function MarkerFlags() {
  const markers = useMirror((mirror) => mirror.project.markers);
  const sampleRate = useMirror((mirror) => mirror.project.sampleRate);
  const framesPerPixel = useView((view) => view.framesPerPixel);
  const scrollFrame = useView((view) => view.scrollFrame);
  const width = useView((view) => view.trackAreaWidthPixels);
  if (markers.length === 0) return null;
  const from = scrollFrame - WIDEST_PIXELS * framesPerPixel;
  const shown = markersBetween(markers, from, scrollFrame + width * framesPerPixel);
  const viewport = { framesPerPixel, scrollFrame, scrollTopPixels: 0 };
  return shown.map((marker) => (
    <MarkerFlag
      key={marker.id}
      marker={marker}
      time={timeText(marker.frame, sampleRate)}
      leftPixels={Math.round(pixelsFromFrame(viewport, marker.frame))}
    />
  ));
}

/** Recording keeps its position: a click does not seek then. */
function goTo(marker: Marker): void {
  if (liveNow().transport.state !== 'recording') void seek(marker.frame);
}

function send(change: LabelledEdit | null): void {
  if (change !== null) void sendEdit(change);
}

interface MarkerFlagProps {
  readonly marker: Marker;
  readonly time: string;
  readonly leftPixels: number;
}

function MarkerFlag({ marker, time, leftPixels }: MarkerFlagProps) {
  const isRenaming = useView((view) => view.renamedId === marker.id);
  if (isRenaming) {
    return (
      <div
        className="marker-flag"
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
      style={{ left: leftPixels }}
      aria-label={`${marker.name}, at ${time}`}
      title={`${marker.name}, at ${time}. Click to go there, double-click to rename, Delete to remove.`}
      // The ruler below would begin a loop range.
      onPointerDown={(event) => event.stopPropagation()}
      onClick={() => goTo(marker)}
      onDoubleClick={(event) => runCommand('rename', targetOf(event.currentTarget))}
    >
      {marker.name}
    </button>
  );
}
