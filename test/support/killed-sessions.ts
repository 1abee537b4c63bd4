/** Kills programs that edit a session, one after the other in the same folder, and reads what is left. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { openSession } from '../../main/project/session-folder.ts';
import type { SessionFolder } from '../../main/project/session-paths.ts';
import { readSession, type SessionReading } from '../../main/project/session-reader.ts';
import { emptyProject } from '../../preload/project.ts';
import { projectAfter } from './numbered-edits.ts';
import type { Begin } from './random-edits-child.ts';

const CHILD = path.join(import.meta.dirname, 'random-edits-child.ts');

export interface EditingProgram extends Disposable {
  readonly child: ChildProcess;
  /** Edits that were handed over: number, milliseconds of wall-clock time. */
  readonly edits: (readonly [number, number])[];
  /** What it said beside them. */
  readonly said: string[];
  /** Loaded; it edits after `begin()`. */
  readonly isReady: Promise<void>;
  begin(begin: Begin): void;
}

export function startEditing(seed: number): EditingProgram {
  const child = spawn(process.execPath, [CHILD, String(seed)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const edits: [number, number][] = [];
  const said: string[] = [];
  let rest = '';
  let ready = () => {};
  const isReady = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const take = (line: string) => {
    const edit = /^(\d+) (\d+)$/.exec(line);
    if (edit !== null) edits.push([Number(edit[1]), Number(edit[2])]);
    else if (line === 'ready') ready();
    else said.push(line);
  };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(take);
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => said.push(text));
  return {
    child,
    edits,
    said,
    isReady,
    begin: (begin) => void child.stdin?.write(`${JSON.stringify(begin)}\n`),
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  };
}

export interface KilledSession {
  readonly reading: SessionReading;
  readonly said: readonly string[];
  /** The last edit that the program handed over; 0 = none. */
  readonly last: number;
  /** Of the oldest edit that is missing, in milliseconds before the kill; 0 = none is missing. */
  readonly lostMilliseconds: number;
  /** The longest time between two edits: so long the machine had no time for the program. */
  readonly stallMilliseconds: number;
}

/** What a program begins with in a folder of user data: the session is opened as by the application. */
export async function beginning(
  folder: string,
): Promise<Begin & { readonly session: SessionFolder; readonly warnings: readonly string[] }> {
  const noLock = async () => ({ [Symbol.dispose]: () => {} });
  const opened = await openSession(folder, noLock);
  const { snapshot, editsAfter } = opened.disk;
  const start = { root: opened.folder.root, snapshot, editsAfter, revision: opened.revision };
  const { project, warnings } = opened;
  return {
    session: opened.folder,
    start,
    project,
    warnings,
    foldChance: 0.05,
    mostMilliseconds: 6,
  };
}

/** Kills it some time after its first edit. */
export async function killWhileEditing(
  program: EditingProgram,
  folder: string,
  afterMilliseconds: number,
): Promise<KilledSession> {
  const { child, edits, said } = program;
  await program.isReady;
  const { session, warnings, ...begin } = await beginning(folder);
  program.begin(begin);
  while (edits.length === 0 && child.exitCode === null) await sleep(1);
  await sleep(afterMilliseconds);
  const killed = Date.now();
  child.kill('SIGKILL');
  await once(child, 'close');
  const reading = await readSession(session);
  const revision = reading.state?.revision ?? 0;
  const missing = edits.find(([number]) => number > revision);
  const gaps = edits.map(([, time], index) => time - (edits[index - 1]?.[1] ?? time));
  return {
    reading,
    said: [...warnings, ...said],
    last: edits.at(-1)?.[0] ?? 0,
    lostMilliseconds: missing === undefined ? 0 : killed - missing[1],
    stallMilliseconds: Math.max(0, ...gaps),
  };
}

/**
 * Kills so many programs; what is left is each time a prefix of the edits.
 * @param mostLostMilliseconds of edits; beyond it only as long as the machine kept the program waiting
 */
export async function expectPrefixesAfterKills(
  folder: string,
  kills: number,
  mostLostMilliseconds: number,
): Promise<void> {
  const seed = Date.now() % 1_000_000;
  let project = emptyProject('Session', 48_000);
  let revision = 0;
  let next = startEditing(seed);
  onTestFinished(() => next[Symbol.dispose]());
  for (let kill = 0; kill < kills; kill += 1) {
    const program = next;
    next = startEditing(seed + kill + 1);
    const wait = ((seed + kill) * 37) % 150;
    const killed = await killWhileEditing(program, folder, wait);
    const told = `seed ${seed}, kill ${kill} after ${wait} ms`;
    expect({ told, said: killed.said }).toEqual({ told, said: [] });
    const { state, session, edits } = killed.reading;
    expect({ told, session: session.damage, edits: edits.damage, ...edits }).toMatchObject({
      told,
      session: 0,
      edits: 0,
      isForeign: false,
      refusal: null,
    });
    // Killed before even the first edit was in a file.
    const saved = state?.revision ?? 0;
    const from = saved < revision ? `it went back from ${revision}` : '';
    expect({ told, from, isBeyond: saved > killed.last + 1 }).toEqual({
      told,
      from: '',
      isBeyond: false,
    });
    // A prefix of the edits, and nothing else.
    project = projectAfter(project, revision, saved);
    revision = saved;
    if (state !== null) expect(state.project).toEqual(project);
    const allowed = mostLostMilliseconds + 2 * killed.stallMilliseconds;
    expect({ told, isLost: killed.lostMilliseconds > allowed }).toEqual({ told, isLost: false });
  }
  expect(revision).toBeGreaterThan(kills);
}
