/** The manual's table of commands and keys, made from the command table. Run it to write it again:
 * `node test/docs/command-keys.ts`. */
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { COMMAND_GROUPS, COMMAND_IDS, COMMANDS } from '../../preload/commands.ts';
import { POINTER_MODIFIERS } from '../../renderer/keys/pointer-modifiers.ts';

const MANUAL = path.join(import.meta.dirname, '../../docs/manual.md');
const BEGIN = '<!-- keys: begin -->';
const END = '<!-- keys: end -->';

function row(name: string, keys: readonly string[]): string {
  return `| ${name} | ${keys.map((key) => `\`${key}\``).join(', ')} |`;
}

export function keyTables(): string {
  const groups = Object.entries(COMMAND_GROUPS).flatMap(([group, title]) => {
    const ids = COMMAND_IDS.filter((id) => COMMANDS[id].group === group);
    const rows = ids.map((id) => row(COMMANDS[id].name, COMMANDS[id].keys));
    return ['', `| ${title} | Keys |`, '| --- | --- |', ...rows];
  });
  const pointer = POINTER_MODIFIERS.map(({ keys, what }) => row(what, keys.split(', ')));
  return [...groups, '', '| With the pointer | Held |', '| --- | --- |', ...pointer, ''].join('\n');
}

/** The manual with the tables in their place. */
export function withKeyTables(manual: string): string {
  const [before, rest] = manual.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${MANUAL} has no ${BEGIN}.`);
  return `${before}${BEGIN}\n${keyTables()}\n${END}${after}`;
}

export function readManual(): string {
  return fs.readFileSync(MANUAL, 'utf8');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  fs.writeFileSync(MANUAL, withKeyTables(readManual()));
}
