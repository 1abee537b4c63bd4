/** What the palette lists for a typed text. Pure. */
import { COMMAND_GROUPS, COMMAND_IDS, COMMANDS, type CommandId } from '../../preload/commands.ts';

/** The group's name and the command's: what is searched. */
export function searchedText(id: CommandId): string {
  const { group, name } = COMMANDS[id];
  return `${COMMAND_GROUPS[group]} ${name}`.toLowerCase();
}

/** Every typed word begins a word, or is a part of one; the one whose name it is comes first, then those
 * whose name begins with it. */
export function foundCommands(typed: string): readonly CommandId[] {
  const words = typed.trim().toLowerCase().split(/\s+/u).filter(Boolean);
  const rank = (id: CommandId): number => {
    const text = searchedText(id);
    if (!words.every((word) => text.includes(word))) return 3;
    const name = COMMANDS[id].name.toLowerCase();
    if (name === words.join(' ')) return -1;
    if (name.startsWith(words.join(' '))) return 0;
    return words.every((word) => ` ${text}`.includes(` ${word}`)) ? 1 : 2;
  };
  const ranked = COMMAND_IDS.filter((id) => id !== 'showPalette').map((id) => ({
    id,
    at: rank(id),
  }));
  return ranked
    .filter(({ at }) => at < 3)
    .sort((a, b) => a.at - b.at)
    .map(({ id }) => id);
}
