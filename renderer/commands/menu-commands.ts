/** What the application menu asks of the window. In a text field the editing commands mean text. */
import type { WindowCommand } from '../../preload/contract.ts';
import { importFiles } from '../importing/importing.ts';
import { redo, undo } from '../store/editing.ts';
import { changeView } from '../store/view.ts';
import * as commands from './commands.ts';

const COMMANDS: Record<WindowCommand, () => void> = {
  undo: () => void undo(),
  redo: () => void redo(),
  cut: commands.cutSelection,
  copy: commands.copySelection,
  paste: commands.pasteAtPlayhead,
  delete: commands.deleteSelection,
  duplicate: commands.duplicateSelection,
  selectAll: commands.selectAll,
  import: () => void importFiles(),
  saveActions: () => void commands.saveActions(),
  playOrStop: () => void commands.playOrStop(),
  record: () => void commands.recordOrStop(),
  showKeys: () => changeView({ areKeysShown: true }),
};

const TEXT_COMMANDS: readonly WindowCommand[] = [
  'undo',
  'redo',
  'cut',
  'copy',
  'paste',
  'delete',
  'selectAll',
];

export function runWindowCommand(command: WindowCommand): void {
  const focused = document.activeElement;
  const isText = focused instanceof HTMLInputElement && focused.type !== 'range';
  if (isText && TEXT_COMMANDS.includes(command)) {
    document.execCommand(command);
    return;
  }
  COMMANDS[command]();
}
