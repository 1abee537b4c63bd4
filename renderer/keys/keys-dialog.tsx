/** The keys dialog: every command with its keys, which can be changed here. */
import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { type RefObject, useRef, useState } from 'react';
import {
  COMMAND_GROUPS,
  COMMAND_IDS,
  COMMANDS,
  type CommandGroup,
  type CommandId,
  keysOf,
} from '../../preload/commands.ts';
import { searchedText } from '../commands/palette-search.ts';
import { changeView, useView } from '../store/view.ts';
import { bindingsNow, resetAllKeys, shownKeys, useBindings } from './bindings.ts';
import { KeyRow } from './key-row.tsx';
import { POINTER_MODIFIERS } from './pointer-modifiers.ts';

export function KeysDialog() {
  const isShown = useView((view) => view.areKeysShown);
  const search = useRef<HTMLInputElement>(null);
  return (
    <Dialog.Root open={isShown} onOpenChange={(areKeysShown) => changeView({ areKeysShown })}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog keys-dialog" initialFocus={search}>
          <div className="dialog-head">
            <Dialog.Title className="dialog-title">Keys</Dialog.Title>
            <Dialog.Close className="quiet-button" aria-label="Close">
              <X size={14} aria-hidden />
            </Dialog.Close>
          </div>
          <KeyGroups search={search} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function KeyGroups({ search }: { readonly search: RefObject<HTMLInputElement | null> }) {
  const [typed, setTyped] = useState('');
  const isChanged = Object.keys(useBindings()).length > 0;
  const wanted = typed.trim().toLowerCase();
  const isWanted = (id: CommandId) => isFound(id, wanted);
  const groups = (Object.keys(COMMAND_GROUPS) as CommandGroup[])
    .map((group) => ({
      group,
      ids: COMMAND_IDS.filter((id) => COMMANDS[id].group === group && isWanted(id)),
    }))
    .filter(({ ids }) => ids.length > 0);
  const pointerKeys = POINTER_MODIFIERS.filter(({ keys, what }) =>
    `${what} ${shownKeys(keys)}`.toLowerCase().includes(wanted),
  );
  return (
    <>
      <div className="keys-tools">
        <input
          ref={search}
          type="search"
          className="field"
          aria-label="Find a command or its keys"
          placeholder="Find a command or its keys"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <button type="button" className="button" disabled={!isChanged} onClick={resetAllKeys}>
          Reset all keys
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section className="key-groups" tabIndex={0} aria-label="Commands and keys">
        {groups.map(({ group, ids }) => (
          <section key={group} className="key-group" aria-label={COMMAND_GROUPS[group]}>
            <h2 className="section-title">{COMMAND_GROUPS[group]}</h2>
            <ul>
              {ids.map((id) => (
                <KeyRow key={id} id={id} />
              ))}
            </ul>
          </section>
        ))}
        {groups.length === 0 && pointerKeys.length === 0 && (
          <p className="empty-list">No command has these words or keys.</p>
        )}
        {pointerKeys.length > 0 && <PointerKeys rows={pointerKeys} />}
      </section>
    </>
  );
}

function isFound(id: CommandId, wanted: string): boolean {
  if (searchedText(id).includes(wanted)) return true;
  const keys = keysOf(bindingsNow(), id).map((chord) => shownKeys(chord).toLowerCase());
  return keys.some((key) => key === wanted || (wanted.length > 1 && key.includes(wanted)));
}

/** What is held while the pointer does something. */
function PointerKeys({ rows }: { readonly rows: typeof POINTER_MODIFIERS }) {
  return (
    <section className="key-group" aria-label="With the pointer">
      <h2 className="section-title">With the pointer</h2>
      <dl>
        {rows.map(({ keys, what }) => (
          <div key={keys} className="key-row">
            <dt className="key-name">{what}</dt>
            <dd>
              <kbd>{shownKeys(keys)}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
