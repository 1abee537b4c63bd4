/** All markers as a list, in the order of time: a click on a time goes there, names are typed, each can be
 * removed. */
import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { Marker } from '../../../preload/project.ts';
import { CommandButton } from '../../commands/command-button.tsx';
import { seek } from '../../commands/commands.ts';
import { refusalOf, sendEdit } from '../../store/editing.ts';
import { useMirror } from '../../store/mirror-store.ts';
import { changeView, useView } from '../../store/view.ts';
import { TextField } from '../../ui/text-field.tsx';
import { timeText } from '../../ui/time-text.ts';
import { removeMarker, renameMarker } from './marker-edits.ts';

export function MarkerList() {
  const isShown = useView((view) => view.areMarkersShown);
  return (
    <Dialog.Root open={isShown} onOpenChange={(areMarkersShown) => changeView({ areMarkersShown })}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog marker-dialog">
          <div className="dialog-head">
            <Dialog.Title className="dialog-title">Markers</Dialog.Title>
            <Dialog.Close className="quiet-button" aria-label="Close">
              <X size={14} aria-hidden />
            </Dialog.Close>
          </div>
          <Lines />
          <div className="marker-foot">
            <CommandButton command="addMarker" label="Add at the playhead" className="button">
              Add at the playhead
            </CommandButton>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Lines() {
  const markers = useMirror((mirror) => mirror.project.markers);
  const sampleRate = useMirror((mirror) => mirror.project.sampleRate);
  if (markers.length === 0) return <p className="marker-none">There is no marker yet.</p>;
  const inTime = markers.toSorted((a, b) => a.frame - b.frame);
  return (
    <ul className="marker-list" aria-label="Markers">
      {inTime.map((marker) => (
        <Line key={marker.id} marker={marker} time={timeText(marker.frame, sampleRate)} />
      ))}
    </ul>
  );
}

interface MarkerLineProps {
  readonly marker: Marker;
  readonly time: string;
}

function Line({ marker, time }: MarkerLineProps) {
  return (
    <li className="marker-line">
      <button
        type="button"
        className="quiet-button figure marker-time"
        aria-label={`Go to ${marker.name}, ${time}`}
        onClick={() => void seek(marker.frame)}
      >
        {time}
      </button>
      <TextField
        label={`Name of ${marker.name}, ${time}`}
        text={marker.name}
        onCommit={(name) => {
          const rename = renameMarker(marker, name);
          const refusal = rename === null ? null : refusalOf(rename.edit);
          if (rename !== null && refusal === null) void sendEdit(rename);
          return refusal;
        }}
      />
      <button
        type="button"
        className="quiet-button"
        aria-label={`Remove ${marker.name}, ${time}`}
        title="Remove"
        onClick={() => void sendEdit(removeMarker(marker))}
      >
        <X size={14} aria-hidden />
      </button>
    </li>
  );
}
