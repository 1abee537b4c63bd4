/** Sessions that run without a window, on the virtual device and offline, with the real core. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { loadNativeMixer } from '../../../main/engine/native-library.ts';
import { parseHeadless, type RunCommand } from '../../../main/headless/headless-arguments.ts';
import { type ExitCode, runSession } from '../../../main/headless/run-session.ts';
import { writtenReport } from '../../../main/headless/written-report.ts';
import { temporaryFolder } from '../../support/fake-studio.ts';
import { writeTrialSession } from '../../support/trial-session.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const native = loadNativeMixer(path.join(root, 'native/build/Release/rtmixer.node'));
const VIRTUAL = ['--host-api', 'Virtual'];

interface Ran {
  readonly code: ExitCode;
  readonly said: string;
  readonly warned: string;
}

async function run(folder: string, ...words: string[]): Promise<Ran> {
  const command = parseHeadless(['run', 'Trials.rtmix', ...words], folder) as RunCommand;
  const said: string[] = [];
  const warned: string[] = [];
  const code = await runSession(command, {
    native,
    versions: [{ name: 'RtMixer', version: '0.1.0' }],
    say: (line) => said.push(line),
    warn: (line) => warned.push(line),
    interrupted: new AbortController().signal,
  });
  return { code, said: said.join('\n'), warned: warned.join('\n') };
}

interface ReadRun {
  readonly run: { readonly state: string; readonly audible: string; readonly seconds: number };
  readonly summary: Record<string, number>;
  readonly actions: readonly { readonly sha256: string; readonly actualFrame: number }[];
}

function readReport(file: string): ReadRun {
  return JSON.parse(readFileSync(file, 'utf8'));
}

test('a session is played in real time, its run is kept, and conditions decide how it ends', async () => {
  const folder = temporaryFolder();
  writeTrialSession(folder, 4, 4_800);
  const fine = await run(folder, ...VIRTUAL, '--report', 'r.json', '--fail-if', 'actions!=4');
  expect(fine).toMatchObject({ code: 0, warned: '' });
  expect(fine.said).toMatch(/^Run 1, .*\nNot played through a device \(the virtual device/);
  const { run: about, summary, actions } = readReport(path.join(folder, 'r.json'));
  expect(about).toMatchObject({ state: 'ended', audible: 'virtual' });
  expect(summary.actions).toBe(4);
  expect(actions.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256))).toBe(true);

  const faults = JSON.stringify([{ kind: 'lost-blocks', frame: 2_400, everyFrames: 2_400 }]);
  const failed = await run(
    folder,
    ...VIRTUAL,
    '--virtual-faults',
    faults,
    '--fail-if',
    'dropouts>0',
  );
  expect(failed.code).toBe(1);
  expect(failed.warned).toMatch(/^Failed: dropouts>0; it is [1-9]/);
});

test('offline the same plan is rendered without a device, and nothing is called on time', async () => {
  const folder = temporaryFolder();
  writeTrialSession(folder, 60, 48_000);
  const { code, said } = await run(
    folder,
    '--offline',
    '--report',
    'r.json',
    '--fail-if',
    'rendered!=60',
  );
  expect(said).toContain(
    'Not played through a device (rendered offline). 60 actions were rendered, each at its frame.',
  );
  expect(code).toBe(0);
  const { run: about, summary, actions } = readReport(path.join(folder, 'r.json'));
  expect(about).toMatchObject({ state: 'ended', audible: 'offline' });
  expect(about.seconds).toBeGreaterThan(59);
  expect(summary).toMatchObject({ actions: 60, rendered: 60, onTime: 0 });
  const [first] = actions;
  const places = actions.map(({ actualFrame }) => actualFrame - (first?.actualFrame ?? 0));
  expect(places).toEqual(places.map((_, index) => index * 48_000));
});

test('from and to are times of the timeline, and what lies outside is not asked for', async () => {
  const folder = temporaryFolder();
  writeTrialSession(folder, 60, 48_000);
  await run(folder, '--offline', '--from', '0:10', '--to', '960000 fr', '--report', 'r.json');
  const { summary } = readReport(path.join(folder, 'r.json'));
  expect(summary).toMatchObject({ rendered: 10, notBegun: 0, actions: 10 });
});

test('what cannot run ends with 2 and a sentence', async () => {
  const folder = temporaryFolder();
  const loop = { enabled: true, startFrame: 0, endFrame: 9_600 };
  writeTrialSession(folder, 2, 4_800, (project) => ({ ...project, loop }));
  const refused = async (...words: string[]) => {
    const { code, warned } = await run(folder, ...words);
    expect(code).toBe(2);
    return warned;
  };
  expect(await refused('--offline')).toMatch(/^The loop of this session is on/);
  expect(await refused('--offline', '--from', 'x')).toBe(
    '--from x: Not a time. Write 1:06.5, 66.5 or 3168000 fr.',
  );
  expect(await refused('--offline', '--from', '2', '--to', '1')).toMatch(/end before it begins/);
  expect(await refused('--offline', '--from', '9')).toMatch(/^There is no clip after the position/);
  expect(await refused('--offline', '--report', 'gone/r.json')).toMatch(
    /The folder .*gone does not exist/,
  );
  expect(await refused(...VIRTUAL, '--record')).toMatch(/^No track is record-armed/);
  expect(await refused('--device', 'no such device')).toMatch(
    /^There is no device “no such device”/,
  );
});

test('a session that is open elsewhere is refused, and its copy runs; reports of it can be read', async () => {
  const folder = temporaryFolder();
  const { root: session } = writeTrialSession(folder, 3, 4_800);
  await run(folder, '--offline');
  const held = await native.lockFile(path.join(session, 'lock'), 'a test');
  const { code, warned } = await run(folder, '--offline');
  expect(code).toBe(2);
  expect(warned).toBe(`${session} is open in RtMixer; close it, or use --copy.`);
  const before = readdirSync(path.join(session, 'runs'));
  const copied = await run(folder, '--offline', '--copy', '--report', 'copy.json');
  expect(copied.code).toBe(0);
  expect(readReport(path.join(folder, 'copy.json')).summary.rendered).toBe(3);
  expect(readdirSync(path.join(session, 'runs'))).toEqual(before);
  expect(await written(folder, '--run', '1', '--format', 'csv')).toMatchObject({ ok: true });
  held[Symbol.dispose]();
});

function written(folder: string, ...words: string[]) {
  const command = parseHeadless(['report', 'Trials.rtmix', ...words], folder);
  if (command.command !== 'report') throw new Error('not a report');
  return writtenReport(command);
}

test('the report of an earlier run is the one of its end, changes nothing, and tells where it was cut off', async () => {
  const folder = temporaryFolder();
  const { root: session } = writeTrialSession(folder, 3, 4_800);
  await run(folder, '--offline', '--report', 'r.csv');
  const [name = ''] = readdirSync(path.join(session, 'runs')).filter((file) =>
    file.endsWith('.ndjson'),
  );
  const file = path.join(session, 'runs', name);
  const times = readdirSync(session).map((each) => statSync(path.join(session, each)).mtimeMs);
  const again = await written(folder, '--format', 'csv');
  expect(again).toEqual({ ok: true, value: readFileSync(path.join(folder, 'r.csv'), 'utf8') });
  appendFileSync(file, '{"type":"action","row":{"id":');
  expect(await written(folder, '--run', '1', '--format', 'csv')).toEqual(again);
  expect(await written(folder, '--run', '7', '--format', 'csv')).toMatchObject({
    ok: false,
    message: `There is no run 7 in ${session}.`,
  });
  expect(readdirSync(session).map((each) => statSync(path.join(session, each)).mtimeMs)).toEqual(
    times,
  );
});

test('under Node the program ends with the code of the run', () => {
  const folder = temporaryFolder();
  writeTrialSession(folder, 2, 4_800);
  const program = path.join(root, 'main/headless/under-node.ts');
  const words = ['run', 'Trials.rtmix', '--offline', '--fail-if', 'rendered>1'];
  const env = { ...process.env, INIT_CWD: folder };
  const ran = spawnSync(process.execPath, [program, ...words], { env, encoding: 'utf8' });
  expect(ran).toMatchObject({ status: 1, stderr: 'Failed: rendered>1; it is 2.\n' });
});
