/** Files of runs on a disk that fails for a while, by faults put in at the calls of the system. */
import type * as FileSystem from 'node:fs';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { OpenRun } from '../../../../main/accounts/runs/open-run.ts';
import { readRun } from '../../../../main/accounts/runs/run-reader.ts';
import { RunFiles } from '../../../../main/project/run-files.ts';
import { actionRow } from '../../../support/action-rows.ts';
import { temporaryFolder } from '../../../support/fake-studio.ts';
import { runHeader } from '../../../support/written-run.ts';

type FailingCall = 'openSync' | 'writeSync' | 'fdatasync' | 'renameSync' | 'mkdirSync';
const fault: { call: FailingCall | null; code: string } = { call: null, code: '' };

function failing(call: FailingCall): void {
  if (fault.call !== call) return;
  throw Object.assign(new Error(`${fault.code}: invented`), { code: fault.code });
}

vi.mock('node:fs', async (original) => {
  const actual = await original<typeof FileSystem>();
  const guarded = (call: Exclude<FailingCall, 'fdatasync'>) =>
    ((...given: never[]) => {
      failing(call);
      return (actual[call] as (...all: never[]) => unknown)(...given);
    }) as never;
  return {
    ...actual,
    openSync: guarded('openSync'),
    writeSync: guarded('writeSync'),
    renameSync: guarded('renameSync'),
    mkdirSync: guarded('mkdirSync'),
    fdatasync: (file: number, done: (error: Error | null) => void) => {
      try {
        failing('fdatasync');
      } catch (error) {
        done(error as Error);
        return;
      }
      actual.fdatasync(file, done);
    },
  };
});

afterEach(() => {
  fault.call = null;
});

const FAULTS: readonly (readonly [FailingCall, string])[] = [
  ['writeSync', 'ENOSPC'],
  ['writeSync', 'EIO'],
  ['openSync', 'EMFILE'],
  ['mkdirSync', 'ENOSPC'],
  ['fdatasync', 'EIO'],
  ['renameSync', 'EIO'],
];

test.each(FAULTS)(
  'nothing of a run is lost where %s fails with %s for a while',
  async (call, code) => {
    const folder = path.join(temporaryFolder(), 'runs');
    const failed: unknown[] = [];
    const files = new RunFiles(folder, {
      done: () => {},
      failed: (error) => failed.push((error as NodeJS.ErrnoException).code),
      noted: () => {},
    });
    let sequence = 0;
    const change = (step: Parameters<ConstructorParameters<typeof OpenRun>[0]['change']>[0]) => {
      sequence += 1;
      files.take({ ...step, sequence });
      return sequence;
    };
    const header = runHeader(1);
    const options = { header: () => header, change, onPlaced: () => {}, now: () => 0 };
    const run = new OpenRun({ ...options, mostFileBytes: 4_000 }, 1);
    const rows = Array.from({ length: 90 }, (_, index) =>
      actionRow({ id: index + 1, requestNumber: index + 1 }),
    );
    const add = (from: number, to: number) => {
      run.add(rows.slice(from, to));
      run.flush();
    };
    // Before a file is there, and in the middle of one.
    if (call !== 'mkdirSync' && call !== 'openSync') {
      add(0, 30);
      await files.flush();
    }
    Object.assign(fault, { call, code });
    add(call === 'mkdirSync' || call === 'openSync' ? 0 : 30, 60);
    if (call === 'renameSync') change({ kind: 'replace', file: 'names.json', text: '{}\n' });
    await files.flush();
    await files.flush();
    expect(failed).toContain(code);
    fault.call = null;
    add(60, 90);
    run.end('stopped');
    run.flush();
    files.retry();
    expect(await files.flush()).toBe(true);
    files.close();
    const read = await readRun(folder, header.runId);
    if (!read.ok) throw new Error(read.message);
    expect(read.value).toMatchObject({ state: 'ended', damagedLines: 0 });
    expect(read.value.actions).toEqual(rows);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  },
);
