/** Runs commands, from wherever they were given. */
import {
  COMMANDS,
  type CommandGroup,
  type CommandId,
  isCommandId,
} from '../../preload/commands.ts';
import { notify } from '../store/notices.ts';
import { viewNow } from '../store/view.ts';
import { COMMAND_TABLE } from './command-table.ts';
import { type CommandTarget, focusTarget } from './command-target.ts';

/** Why a command cannot be done now, a sentence; null = it can. */
export function reasonAgainst(id: CommandId, target: CommandTarget): string | null {
  return viewAgainst(id) ?? COMMAND_TABLE[id].needs?.(target) ?? null;
}

/** What they change cannot be seen outside Arrange. */
const ARRANGE_GROUPS: readonly CommandGroup[] = ['edit', 'clips', 'tracks', 'library', 'actions'];
const ARRANGE_COMMANDS: ReadonlySet<CommandId> = new Set([
  'toggleLibrary',
  'toggleInspector',
  'toggleBottom',
]);
/** They are told at the foot, or show Arrange themselves; in Report two are about the run. */
const EVERYWHERE: ReadonlySet<CommandId> = new Set([
  ...(['undo', 'redo', 'showHistory', 'find', 'showAccount'] as const),
  ...(['rename', 'delete'] as const),
]);

function viewAgainst(id: CommandId): string | null {
  if (viewNow().shownView === 'arrange' || EVERYWHERE.has(id)) return null;
  const isOfArrange = ARRANGE_GROUPS.includes(COMMANDS[id].group) || ARRANGE_COMMANDS.has(id);
  return isOfArrange ? 'This is done in Arrange. Go there first.' : null;
}

/** Runs a command, or says why it cannot. */
export function runCommand(id: CommandId, target: CommandTarget = focusTarget()): void {
  const { needsIsHint, run } = COMMAND_TABLE[id];
  const reason = needsIsHint === true ? null : reasonAgainst(id, target);
  if (reason === null) run(target);
  else notify('info', reason);
}

/** What a text field does itself. */
export const TEXT_COMMANDS: ReadonlySet<CommandId> = new Set([
  'undo',
  'redo',
  'cut',
  'copy',
  'paste',
  'delete',
  'selectAll',
]);

export function isTextFocused(): boolean {
  const focused = document.activeElement;
  return (
    focused instanceof HTMLInputElement && !['range', 'checkbox', 'radio'].includes(focused.type)
  );
}

/** Runs a command of the application menu. In a text field the editing commands act on the text. */
export function runMenuCommand(id: string): void {
  if (!isCommandId(id)) return;
  if (isTextFocused() && TEXT_COMMANDS.has(id)) document.execCommand(id);
  else runCommand(id);
}
