/** Where everything of a session lies. */
import path from 'node:path';

export interface SessionFolder {
  readonly root: string;
  readonly sessionFile: string;
  /** Of the snapshots before, the newest first. */
  readonly previousFiles: readonly string[];
  readonly editsFile: string;
  /** Of versions up to 4. */
  readonly oldSessionFile: string;
  readonly oldTakesFile: string;
  readonly contentsFile: string;
  readonly takes: string;
  readonly peaks: string;
  readonly copies: string;
  readonly runs: string;
  readonly lockFile: string;
}

export function sessionFolder(root: string): SessionFolder {
  return {
    root,
    sessionFile: path.join(root, 'session.rtmixer'),
    previousFiles: [1, 2].map((number) => path.join(root, `session.previous-${number}.rtmixer`)),
    editsFile: path.join(root, 'edits.ndjson'),
    oldSessionFile: path.join(root, 'session.json'),
    oldTakesFile: path.join(root, 'takes.json'),
    contentsFile: path.join(root, 'contents.json'),
    takes: path.join(root, 'takes'),
    peaks: path.join(root, 'peaks'),
    copies: path.join(root, 'copies'),
    runs: path.join(root, 'runs'),
    lockFile: path.join(root, 'lock'),
  };
}
