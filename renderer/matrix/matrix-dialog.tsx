/** The dialog of a channel matrix, of a track or a clip: every change is heard and can be undone at once. */
import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useRef } from 'react';
import { useStore } from 'zustand';
import { sendEdit } from '../store/editing.ts';
import { useMirror } from '../store/mirror-store.ts';
import {
  type Matrix,
  type MatrixOwner,
  monoToAll,
  oneToOne,
  type ShownMatrix,
  shownMatrix,
  swapped,
} from './matrix-edits.ts';
import { MatrixGrid } from './matrix-grid.tsx';
import { closeMatrix, matrixStore } from './matrix-state.ts';

export function MatrixDialog() {
  const owner = useStore(matrixStore, (state) => state.owner);
  const project = useMirror((mirror) => mirror.project);
  const available = useMirror((mirror) => mirror.stream.available.outputChannels);
  const shown = owner === null ? null : shownMatrix(project, owner, available);
  const firstCell = useRef<HTMLElement>(null);
  return (
    <Dialog.Root
      open={shown !== null}
      onOpenChange={(isOpen) => {
        if (!isOpen) closeMatrix();
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog matrix-dialog" initialFocus={firstCell}>
          {owner !== null && shown !== null && (
            <MatrixPage owner={owner} shown={shown} firstCell={firstCell} />
          )}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface MatrixPageProps {
  readonly owner: MatrixOwner;
  readonly shown: ShownMatrix;
  readonly firstCell: React.RefObject<HTMLElement | null>;
}

function MatrixPage({ owner, shown, firstCell }: MatrixPageProps) {
  const { name, sources, outputs, chosenOutputs, matrix, isOwn } = shown;
  const change = (after: Matrix | null, mergeKey: string | null = null) =>
    changeMatrix(owner, after, mergeKey);
  return (
    <>
      <div className="dialog-head">
        <Dialog.Title className="dialog-title">Channels of {name}</Dialog.Title>
        <Dialog.Close className="quiet-button" aria-label="Close">
          <X size={14} aria-hidden />
        </Dialog.Close>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would take part in forms. */}
      <div className="matrix-tools" role="group" aria-label="Presets">
        <button
          type="button"
          className="button"
          onClick={() => change(oneToOne(sources, chosenOutputs))}
        >
          1 to 1
        </button>
        <button type="button" className="button" onClick={() => change(monoToAll(chosenOutputs))}>
          Mono to all
        </button>
        <button type="button" className="button" onClick={() => change(swapped(matrix, sources))}>
          Swap
        </button>
        <button
          type="button"
          className="button"
          disabled={!isOwn}
          onClick={() => {
            // A button that cannot be pressed keeps no focus.
            firstCell.current?.focus();
            change(null);
          }}
        >
          As the outputs say
        </button>
      </div>
      <MatrixGrid
        matrix={matrix}
        sources={sources}
        outputs={outputs}
        firstCell={firstCell}
        onChange={change}
      />
      <p className="matrix-note">
        {isOwn
          ? 'Each channel of the sound plays on the outputs that have a gain.'
          : usualNote(owner)}{' '}
        Enter switches a cell, digits type a gain in dB, + and − change it.
      </p>
    </>
  );
}

function usualNote({ kind }: MatrixOwner): string {
  return kind === 'track'
    ? 'No matrix yet: a sound of one channel plays on every output of the track.'
    : 'No matrix of its own yet: this is what plays by its outputs and its track.';
}

function changeMatrix(owner: MatrixOwner, matrix: Matrix | null, mergeKey: string | null): void {
  const label = 'Channel matrix';
  if (owner.kind === 'track') {
    const { trackId } = owner;
    void sendEdit({ label, edit: { kind: 'patchTrack', trackId, patch: { matrix } }, mergeKey });
  } else {
    const patches = [{ clipId: owner.clipId, patch: { matrix } }];
    void sendEdit({ label, edit: { kind: 'patchClips', patches }, mergeKey });
  }
}
