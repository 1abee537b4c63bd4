/**
 * The session on disk: `session.json`, `takes/`, `peaks/`, `copies/`. A damaged session is kept
 * aside, never overwritten.
 */
import { access, constants, mkdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { applyEdit, type Edit } from '../../preload/edits.ts';
import { emptyProject, type Project } from '../../preload/project.ts';
import { failureOf } from '../failure-of.ts';
import { projectSchema } from './project-schema.ts';

const NEW_SESSION_RATE = 48_000;

export interface SessionFolder {
  readonly root: string;
  readonly sessionFile: string;
  readonly takesFile: string;
  readonly takes: string;
  readonly peaks: string;
  readonly copies: string;
  /** Why nothing can be kept there; null = it can. */
  readonly complaint: string | null;
}

export interface LoadedSession {
  readonly project: Project;
  /** True when there was no readable session.json: what the folder holds is offered again. */
  readonly isNew: boolean;
  /** Sentences for the log. */
  readonly complaints: readonly string[];
}

/** Makes what is missing. Never rejects: what cannot be kept can still be heard. */
export async function openSessionFolder(root: string): Promise<SessionFolder> {
  const folder = {
    root,
    sessionFile: path.join(root, 'session.json'),
    takesFile: path.join(root, 'takes.json'),
    takes: path.join(root, 'takes'),
    peaks: path.join(root, 'peaks'),
    copies: path.join(root, 'copies'),
  };
  try {
    // Decoded copies are made anew: nobody else could tell whether they still fit their files.
    await rm(folder.copies, { recursive: true, force: true });
    for (const each of [folder.takes, folder.peaks, folder.copies]) {
      await mkdir(each, { recursive: true });
    }
    await access(root, constants.W_OK);
    return { ...folder, complaint: null };
  } catch (error) {
    const complaint = `Nothing can be kept in ${root}: ${failureOf(error).message} You can play, but not record or save. Make the folder writable and start RtMixer again.`;
    return { ...folder, complaint };
  }
}

export function sessionText(project: Project): string {
  return `${JSON.stringify({ program: 'RtMixer', project }, null, 1)}\n`;
}

/** The session as it was left; an empty one where there is none or it is damaged. */
export async function loadSession(folder: SessionFolder): Promise<LoadedSession> {
  const text = await readFile(folder.sessionFile, 'utf8').catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? null : '';
  });
  const fresh = emptyProject('Session', NEW_SESSION_RATE);
  if (text === null) return { project: fresh, isNew: true, complaints: [] };
  const parsed = parseSession(text);
  if (parsed === null) {
    const aside = await keepAside(folder).catch(() => null);
    const kept = aside === null ? 'could not be moved aside' : `is kept as ${aside}`;
    const complaint = `The session file was damaged. It ${kept}; a new session begins, and takes found in the folder are offered again.`;
    return { project: fresh, isNew: true, complaints: [complaint] };
  }
  return { isNew: false, ...checkedProject(parsed) };
}

function parseSession(text: string): Project | null {
  try {
    const parsed = JSON.parse(text) as { project?: unknown } | null;
    const project = projectSchema.safeParse(parsed?.project);
    return project.success ? project.data : null;
  } catch {
    return null;
  }
}

async function keepAside(folder: SessionFolder): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = `session.damaged-${number}.json`;
    const target = path.join(folder.root, name);
    const isTaken = await access(target).then(
      () => true,
      () => false,
    );
    if (isTaken) continue;
    await rename(folder.sessionFile, target);
    return name;
  }
}

/** Rebuilds a project through its own edits, so that what does not fit together is left out. */
function checkedProject(found: Project): { project: Project; complaints: string[] } {
  let project: Project = emptyProject(found.name, found.sampleRate);
  let leftOut = 0;
  const attempt = (edit: Edit): boolean => {
    const applied = applyEdit(project, edit);
    if (applied.ok) project = applied.value.project;
    return applied.ok;
  };
  // By halves: one wrong clip among thousands costs a few attempts, not thousands.
  const attemptAll = <Item>(items: readonly Item[], editOf: (items: readonly Item[]) => Edit) => {
    if (items.length === 0 || attempt(editOf(items))) return;
    if (items.length === 1) {
      leftOut += 1;
      return;
    }
    const half = items.length >> 1;
    attemptAll(items.slice(0, half), editOf);
    attemptAll(items.slice(half), editOf);
  };
  attemptAll(found.buffers, (buffers) => ({ kind: 'insertBuffers', buffers }));
  attemptAll(found.takes, (takes) => ({ kind: 'insertTakes', takes }));
  attemptAll(
    found.tracks.map((track, index) => ({ index, track })),
    (tracks) => ({ kind: 'insertTracks', tracks }),
  );
  attemptAll(found.clips, (clips) => ({ kind: 'insertClips', clips }));
  attemptAll(found.markers, (markers) => ({ kind: 'insertMarkers', markers }));
  attempt({ kind: 'patchProject', patch: { loop: found.loop } });
  const complaints =
    leftOut === 0
      ? []
      : [`${leftOut} parts of the session did not fit together and were left out.`];
  return { project, complaints };
}
