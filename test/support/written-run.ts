/** Headers and files of runs for tests. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runFileName } from '../../main/accounts/runs/run-folder.ts';
import {
  actionLines,
  headerLine,
  type OtherRecord,
  recordLine,
} from '../../main/accounts/runs/run-lines.ts';
import type { ActionRow } from '../../preload/actions.ts';
import { RUN_FORMAT, RUN_VERSION, type RunDevice, type RunHeader } from '../../preload/run.ts';

export const RUN_DEVICE: RunDevice = {
  inputChannels: 2,
  outputChannels: 2,
  hostApi: 'Virtual',
  inputDevice: 'Virtual',
  outputDevice: 'Virtual',
  sampleRate: 48_000,
  blockSize: 256,
  inputLatency: 0.005,
  outputLatency: 0.005,
  latencySource: 'driver',
  reports: {
    inputUnderflow: true,
    inputOverflow: true,
    outputUnderflow: true,
    outputOverflow: true,
  },
};

export function runHeader(number: number, values: Partial<RunHeader> = {}): RunHeader {
  return {
    format: RUN_FORMAT,
    version: RUN_VERSION,
    runId: `${number}-0a1b2c3d`,
    number,
    part: 1,
    kind: 'timeline',
    sessionName: 'Session',
    wallTime: 1_700_000_000_000 + number * 60_000,
    utcOffsetMinutes: 60,
    versions: [{ name: 'RtMixer', version: '0.1.0' }],
    audible: 'virtual',
    device: RUN_DEVICE,
    tracks: [],
    sounds: [],
    ...values,
  };
}

/** Gives the file's path. */
export function putRun(
  folder: string,
  header: RunHeader,
  rows: readonly ActionRow[] = [],
  records: readonly OtherRecord[] = [],
): string {
  const lines = [
    headerLine(header),
    ...actionLines(rows).map(({ line }) => line),
    ...records.map(recordLine),
  ];
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, runFileName(header.runId, header.part));
  writeFileSync(file, lines.join(''));
  return file;
}
