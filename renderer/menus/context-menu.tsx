/** The context menu of whatever was pointed at, or has the focus. */

import { Menu } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { COMMANDS, CONTEXT_MENUS, type CommandId, type MenuLine } from '../../preload/commands.ts';
import type { Clip } from '../../preload/project.ts';
import { goToClip } from '../commands/clip-commands.ts';
import { COMMAND_TABLE } from '../commands/command-table.ts';
import type { CommandTarget } from '../commands/command-target.ts';
import { reasonAgainst, runCommand } from '../commands/run-command.ts';
import { ariaKeysOf, shownKeysOf, useBindings } from '../keys/bindings.ts';
import {
  closeContextMenu,
  contextMenuStore,
  menuOf,
  type OpenMenu,
  openFocusMenu,
  openMenuAt,
} from '../keys/context-menu-state.ts';
import { keepFocus } from '../keys/focus-return.ts';
import { useMirror } from '../store/mirror-store.ts';
import { clipTitle } from '../timeline/clips/clip-level.ts';
import { PointMenu } from '../ui/point-menu.tsx';
import { timeText } from '../ui/time-text.ts';

export function ContextMenu() {
  const open = useStore(contextMenuStore, (state) => state.open);
  useContextMenuEvents();
  const chosen = useRef<{ id: CommandId; target: CommandTarget } | null>(null);
  const runChosen = () => {
    const run = chosen.current;
    chosen.current = null;
    if (run === null) return;
    keepFocus();
    runCommand(run.id, run.target);
  };
  // Shown for as long as it fades out.
  const last = useRef<OpenMenu | null>(null);
  if (open !== null) last.current = open;
  const shown = last.current;
  return (
    <PointMenu
      label={shown === null ? undefined : CONTEXT_MENUS[shown.menu].title}
      at={open}
      className="command-menu"
      onClose={closeContextMenu}
      onClosed={() => setTimeout(runChosen)}
    >
      {shown !== null && (
        <MenuLines
          {...shown}
          onChoose={(id) => {
            chosen.current = { id, target: shown.target };
          }}
        />
      )}
    </PointMenu>
  );
}

interface MenuLinesProps extends OpenMenu {
  readonly onChoose: (id: CommandId) => void;
}

function MenuLines({ menu, target, clipsHere, onChoose }: MenuLinesProps) {
  const lines: readonly MenuLine[] = CONTEXT_MENUS[menu].lines;
  const commands = lines.map((line, index) =>
    line === '-' ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a line has nothing but its place.
      <Menu.Separator key={`line ${index}`} className="menu-line" />
    ) : (
      <CommandItem key={line} id={line} target={target} onChoose={onChoose} />
    ),
  );
  if (clipsHere.length === 0) return commands;
  return (
    <>
      <ClipsHere clips={clipsHere} chosenId={target.clipId} />
      <Menu.Separator className="menu-line" />
      {commands}
    </>
  );
}

/** All clips that lie at the place, under others too: the chosen one is selected. */
function ClipsHere({ clips, chosenId }: { clips: readonly Clip[]; chosenId: string | null }) {
  const sampleRate = useMirror((mirror) => mirror.project.sampleRate);
  return (
    <Menu.RadioGroup
      value={chosenId}
      onValueChange={(id: string) => {
        const clip = clips.find((each) => each.id === id);
        if (clip !== undefined) goToClip(clip);
      }}
      aria-label="Clips here"
    >
      <div className="menu-heading" aria-hidden>
        Clips here
      </div>
      {clips.map((clip) => (
        <Menu.RadioItem key={clip.id} value={clip.id} className="menu-item" closeOnClick>
          <span className="menu-text">{clipTitle(clip)}</span>
          <span className="menu-beside figure">{timeText(clip.startFrame, sampleRate)}</span>
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}

interface CommandItemProps {
  readonly id: CommandId;
  readonly target: CommandTarget;
  readonly onChoose: (id: CommandId) => void;
}

function CommandItem({ id, target, onChoose }: CommandItemProps) {
  const bindings = useBindings();
  const keys = shownKeysOf(bindings, id);
  const reason = reasonAgainst(id, target);
  const { isOn } = COMMAND_TABLE[id];
  return (
    <Menu.Item
      className="menu-item"
      disabled={reason !== null}
      title={reason ?? undefined}
      aria-description={reason ?? undefined}
      aria-keyshortcuts={ariaKeysOf(bindings, id)}
      onClick={() => onChoose(id)}
    >
      {isOn !== undefined && (
        <span className="menu-mark">{isOn() && <Check size={13} aria-label="on" />}</span>
      )}
      <span className="menu-text">{COMMANDS[id].name}</span>
      {keys !== undefined && <kbd aria-hidden>{keys}</kbd>}
    </Menu.Item>
  );
}

/** The right button, and the menu key where the system sends its event by itself. */
function useContextMenuEvents(): void {
  useEffect(() => {
    const open = (event: MouseEvent) => {
      if (!(event.target instanceof Element)) return;
      const isByKey = event.button !== 2;
      if (isByKey) {
        // A text field keeps the system's.
        if (menuOf(event.target) === null) return;
        event.preventDefault();
        if (contextMenuStore.getState().open === null) openFocusMenu();
      } else if (openMenuAt(event.target, event.clientX, event.clientY)) {
        event.preventDefault();
      }
    };
    window.addEventListener('contextmenu', open);
    return () => window.removeEventListener('contextmenu', open);
  }, []);
}
