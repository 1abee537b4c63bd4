/** The command palette: every command by its name, with its keys, or why it cannot be done now. */
import { Dialog } from '@base-ui/react/dialog';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { COMMAND_GROUPS, COMMANDS, type CommandId } from '../../preload/commands.ts';
import { shownKeysOf, useBindings } from '../keys/bindings.ts';
import { keepFocus } from '../keys/focus-return.ts';
import { isComposed } from '../keys/key-events.ts';
import { type CommandTarget, NO_TARGET } from './command-target.ts';
import { foundCommands } from './palette-search.ts';
import { closePalette, paletteStore } from './palette-state.ts';
import { reasonAgainst, runCommand } from './run-command.ts';

export function Palette() {
  const target = useStore(paletteStore, (state) => state.target);
  const chosen = useRef<{ id: CommandId; target: CommandTarget } | null>(null);
  const runChosen = () => {
    const run = chosen.current;
    chosen.current = null;
    if (run === null) return;
    keepFocus();
    runCommand(run.id, run.target);
  };
  return (
    <Dialog.Root
      open={target !== null}
      onOpenChange={(isOpen) => {
        if (!isOpen) closePalette();
      }}
      // After the focus has gone back to where it was.
      onOpenChangeComplete={(isOpen) => {
        if (!isOpen) setTimeout(runChosen);
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop palette-backdrop" />
        <Dialog.Popup className="dialog palette">
          <Dialog.Title className="hidden-text">All commands</Dialog.Title>
          <PaletteList
            target={target ?? NO_TARGET}
            onRun={(id) => {
              chosen.current = { id, target: target ?? NO_TARGET };
              closePalette();
            }}
          />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface PaletteListProps {
  readonly target: CommandTarget;
  readonly onRun: (id: CommandId) => void;
}

function PaletteList({ target, onRun }: PaletteListProps) {
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const listId = useId();
  const found = foundCommands(typed);
  const current = found[Math.min(at, found.length - 1)];
  const choose = (id: CommandId) => {
    if (reasonAgainst(id, target) === null) onRun(id);
  };
  const press = (event: KeyboardEvent) => {
    if (isComposed(event.nativeEvent)) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step !== undefined) {
      setAt(Math.max(0, Math.min(found.length - 1, at + step)));
    } else if (event.key === 'Enter') {
      if (current !== undefined && !event.repeat) choose(current);
    } else return;
    event.preventDefault();
  };
  const optionId = (id: CommandId) => `${listId}-${id}`;
  return (
    <>
      <input
        type="text"
        className="palette-field"
        role="combobox"
        aria-label="Command"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={current === undefined ? undefined : optionId(current)}
        aria-autocomplete="list"
        placeholder="Type a command"
        spellCheck={false}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      <div className="palette-list" role="listbox" id={listId} aria-label="Commands">
        {found.map((id) => (
          <PaletteOption
            key={id}
            id={id}
            elementId={optionId(id)}
            reason={reasonAgainst(id, target)}
            isCurrent={id === current}
            onPoint={() => setAt(found.indexOf(id))}
            onChoose={() => choose(id)}
          />
        ))}
      </div>
      {found.length === 0 && (
        <p className="palette-nothing" role="status">
          No command has these words.
        </p>
      )}
    </>
  );
}

interface PaletteOptionProps {
  readonly id: CommandId;
  readonly elementId: string;
  readonly reason: string | null;
  readonly isCurrent: boolean;
  readonly onPoint: () => void;
  readonly onChoose: () => void;
}

function PaletteOption(props: PaletteOptionProps) {
  const { id, elementId, reason, isCurrent, onPoint, onChoose } = props;
  const keys = shownKeysOf(useBindings(), id);
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isCurrent) element.current?.scrollIntoView({ block: 'nearest' });
  }, [isCurrent]);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the option.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys.
    <div
      ref={element}
      className="palette-option"
      role="option"
      id={elementId}
      aria-selected={isCurrent}
      aria-disabled={reason !== null || undefined}
      onPointerMove={onPoint}
      onClick={onChoose}
    >
      <span className="palette-name">{COMMANDS[id].name}</span>
      <span className="palette-group">{COMMAND_GROUPS[COMMANDS[id].group]}</span>
      {keys !== undefined && <kbd>{keys}</kbd>}
      {reason !== null && <span className="palette-reason">{reason}</span>}
    </div>
  );
}
