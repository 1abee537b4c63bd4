/**
 * The account of a run without absolute paths: what leaves the computer in a report names files, not the
 * folders and the person they belong to. Pure.
 */
import type { ActionRow } from '../../../preload/actions.ts';
import type { RunAccount } from '../../../preload/run.ts';

/** A path begins after a blank, a bracket or a quotation mark; folders may have blanks in their names, so that
 * all up to the last separator of a sentence belongs to it. */
const FOLDERS =
  /(?<![\p{L}\p{N}_.\\/])(?:file:\/{2,3}|[A-Za-z]:[\\/]|\\\\|~\/|\/(?=[^\s/]))(?:(?:(?!\.\s)[^\n"<>|])*[\\/])?/gu;

/** Leaves of each path the name of its file. */
export function textWithoutPaths(text: string): string {
  return text.replace(FOLDERS, '');
}

export function accountWithoutPaths(account: RunAccount): RunAccount {
  return {
    ...account,
    actions: account.actions.map(rowWithoutPaths),
    sounds: account.sounds.map((sound) => ({ ...sound, path: null })),
    header: {
      ...account.header,
      sounds: account.header.sounds.map((sound) => ({ ...sound, path: null })),
    },
    dropouts: account.dropouts.map((dropout) => ({
      ...dropout,
      activities: dropout.activities.map(({ activity, name }) => ({
        activity,
        name: name === null ? null : textWithoutPaths(name),
      })),
    })),
  };
}

function rowWithoutPaths(row: ActionRow): ActionRow {
  const { cannotPlay } = row;
  if (cannotPlay === null) return row;
  const { code, message } = cannotPlay;
  return { ...row, cannotPlay: { code, message: textWithoutPaths(message) } };
}
