/** What a session folder holds, read by the simplest means: the snapshot, and every line after it. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  applyEntry,
  type SessionSnapshot,
  type SessionState,
  snapshotText,
} from '../../main/project/session-state.ts';

/** A fold between two reads is over soon. */
const ATTEMPTS = 100;

/** Up to the last whole line; null = there is no snapshot yet. */
export function savedSession(root: string): SessionState | null {
  const snapshotFile = path.join(root, 'session.rtmixer');
  const editsFile = path.join(root, 'edits.ndjson');
  if (!existsSync(snapshotFile)) return null;
  for (let attempt = 1; ; attempt += 1) {
    const snapshot: SessionSnapshot = JSON.parse(readFileSync(snapshotFile, 'utf8'));
    if (!existsSync(editsFile)) return snapshot;
    const [header = '{}', ...lines] = readFileSync(editsFile, 'utf8').split('\n').slice(0, -1);
    const { after } = JSON.parse(header);
    if (after === snapshot.id || after === snapshot.before)
      return lines.reduce(stateAfter, snapshot);
    if (attempt === ATTEMPTS) throw new Error(`${editsFile} follows another snapshot.`);
  }
}

function stateAfter(state: SessionState, line: string): SessionState {
  const entry = JSON.parse(line);
  if (entry.revision <= state.revision) return state;
  const applied = applyEntry(state, entry);
  if (!applied.ok) throw new Error(`${line}: ${applied.message}`);
  return applied.value;
}

/** What tests change of a session that nobody has open. */
export function changeSavedSession(
  root: string,
  change: (state: SessionState) => SessionState,
): void {
  const state = savedSession(root);
  if (state === null) throw new Error(`There is no session in ${root}.`);
  const alone = { id: 'changed', before: null };
  writeFileSync(path.join(root, 'session.rtmixer'), snapshotText({ ...change(state), ...alone }));
  rmSync(path.join(root, 'edits.ndjson'), { force: true });
}
