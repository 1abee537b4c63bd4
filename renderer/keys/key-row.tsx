/** One command of the keys dialog: its keys, and the way to change them by pressing others. */
import { RotateCcw } from 'lucide-react';
import { useEffect, useState } from 'react';
import { COMMANDS, type CommandId, keysOf } from '../../preload/commands.ts';
import { bridge } from '../store/bridge.ts';
import { bindingsNow, bindKeys, shownKeys, useBindings } from './bindings.ts';
import { isComposed } from './key-events.ts';
import { chordToKeep, ownerOfKeys, refusalOfKeys } from './key-rules.ts';

type RowState =
  | { readonly kind: 'rest' }
  | { readonly kind: 'listening' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'taken'; readonly chord: string; readonly owner: CommandId };

const REST: RowState = { kind: 'rest' };

export function KeyRow({ id }: { readonly id: CommandId }) {
  const [state, setState] = useState<RowState>(REST);
  const bindings = useBindings();
  const keys = keysOf(bindings, id);
  const { name, fixed } = COMMANDS[id];
  const isListening = state.kind === 'listening';
  const stop = () => setState(REST);
  useNextChord(isListening, stop, (chord) => setState(afterChord(id, chord)));
  return (
    <li className="key-row" aria-label={name} data-listening={isListening || undefined}>
      <span className="key-name">{name}</span>
      <span className="key-caps">
        {isListening ? (
          <span className="key-waiting" role="status">
            Press the keys. Esc leaves them.
          </span>
        ) : (
          keys.map((chord) => <kbd key={chord}>{shownKeys(chord)}</kbd>)
        )}
      </span>
      <span className="key-buttons">
        {fixed === undefined ? (
          <>
            {bindings[id] !== undefined && !isListening && (
              <button
                type="button"
                className="quiet-button"
                aria-label={`Reset the keys of ${name}`}
                title={`Reset to ${COMMANDS[id].keys.map(shownKeys).join(', ') || 'no keys'}`}
                onClick={() => reset(id, setState)}
              >
                <RotateCcw size={12} aria-hidden />
              </button>
            )}
            {isListening && keys.length > 0 ? (
              <button
                type="button"
                className="quiet-button text-button"
                aria-label={`No keys for ${name}`}
                onClick={() => {
                  bindKeys(id, [], null);
                  stop();
                }}
              >
                No keys
              </button>
            ) : null}
            <button
              type="button"
              className="quiet-button text-button"
              aria-label={`Change the keys of ${name}`}
              aria-pressed={isListening}
              onClick={() => setState(isListening ? REST : { kind: 'listening' })}
            >
              Change
            </button>
          </>
        ) : (
          <span className="key-fixed faint" title={fixed}>
            fixed
          </span>
        )}
      </span>
      <RowNote id={id} state={state} onDone={stop} />
    </li>
  );
}

function afterChord(id: CommandId, chord: string): RowState {
  const reason = refusalOfKeys(id, chord);
  if (reason !== null) return { kind: 'refused', reason };
  const owner = ownerOfKeys(bindingsNow(), id, chord);
  if (owner !== null) return { kind: 'taken', chord, owner };
  bindKeys(id, [chord], null);
  return REST;
}

/** Its first keys again, unless another command has them meanwhile, which is told. */
function reset(id: CommandId, setState: (state: RowState) => void): void {
  const first = COMMANDS[id].keys;
  const free = first.filter((chord) => ownerOfKeys(bindingsNow(), id, chord) === null);
  bindKeys(id, free, null);
  const taken = first.find((chord) => !free.includes(chord));
  const owner = taken === undefined ? null : ownerOfKeys(bindingsNow(), id, taken);
  setState(taken === undefined || owner === null ? REST : { kind: 'taken', chord: taken, owner });
}

interface RowNoteProps {
  readonly id: CommandId;
  readonly state: RowState;
  readonly onDone: () => void;
}

/** Why keys were refused, or whose they are, and what can be done. */
function RowNote({ id, state, onDone }: RowNoteProps) {
  if (state.kind === 'refused') {
    return (
      <span className="key-note tone-bad" role="alert">
        {state.reason}
      </span>
    );
  }
  if (state.kind !== 'taken') return null;
  const { chord, owner } = state;
  const { name, fixed } = COMMANDS[owner];
  const canTake = fixed === undefined;
  return (
    <span className="key-note" role="alert">
      <span>
        <kbd>{shownKeys(chord)}</kbd> belongs to <b>{name}</b>.{canTake ? '' : ` ${fixed}`}
      </span>
      <span className="key-buttons">
        {canTake && (
          <button
            type="button"
            className="button"
            onClick={() => {
              bindKeys(id, [chord], owner);
              onDone();
            }}
          >
            Take it from {name}
          </button>
        )}
        <button type="button" className="button" onClick={onDone}>
          Leave it
        </button>
      </span>
    </span>
  );
}

const MODIFIER_KEYS = new Set(['Control', 'Shift', 'Alt', 'AltGraph', 'Meta', 'CapsLock']);

/** Takes the next keys before anything else sees them; Escape stops. */
function useNextChord(
  isListening: boolean,
  onStop: () => void,
  onChord: (chord: string) => void,
): void {
  useEffect(() => {
    if (!isListening) return;
    const take = (event: KeyboardEvent) => {
      if (isComposed(event)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (MODIFIER_KEYS.has(event.key) || event.repeat) return;
      const chord = chordToKeep(event, bridge().platform === 'darwin');
      if (event.key === 'Escape') onStop();
      else if (chord !== null) onChord(chord);
    };
    window.addEventListener('keydown', take, { capture: true });
    return () => window.removeEventListener('keydown', take, { capture: true });
  });
}
