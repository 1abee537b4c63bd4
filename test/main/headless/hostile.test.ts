/** What people and scripts get wrong: each ends with 2 and a sentence that says what, and changes nothing. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { loadNativeMixer } from '../../../main/engine/native-library.ts';
import { runHeadless } from '../../../main/headless/headless.ts';
import { temporaryFolder } from '../../support/fake-studio.ts';
import { writeTrialSession } from '../../support/trial-session.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const addon = path.join(root, 'native/build/Release/rtmixer.node');

async function ended(folder: string, argv: readonly string[]) {
  const written: string[] = [];
  const keep = (text: unknown, done?: unknown) => {
    written.push(String(text));
    if (typeof done === 'function') done();
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(keep as never),
    vi.spyOn(process.stderr, 'write').mockImplementation(keep as never),
    vi.spyOn(console, 'error').mockImplementation((line) => void written.push(`${line}\n`)),
    vi.spyOn(console, 'log').mockImplementation((line) => void written.push(`${line}\n`)),
  ];
  try {
    const code = await runHeadless({
      argv,
      workingFolder: folder,
      loadNative: () => loadNativeMixer(addon),
      versions: () => [],
    });
    return { code, said: written.join('') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

const S = 'Trials.rtmix';

test.each<[string, readonly string[], RegExp, ((session: string, folder: string) => void)?]>([
  ['no session', ['run', 'gone.rtmix', '--offline'], /gone\.rtmix/],
  ['no session named', ['run'], /session/i],
  ['a file in place of the session', ['run', 'tone.wav', '--offline'], /tone\.wav/],
  ['an unknown command', ['play', S], /./],
  ['an unknown option', ['run', S, '--fast'], /--fast/],
  ['an option without its value', ['run', S, '--report'], /--report/],
  ['bad JSON', ['run', S, '--virtual-faults', '{'], /--virtual-faults/],
  ['JSON of another shape', ['run', S, '--virtual-faults', '{"a":1}'], /--virtual-faults/],
  [
    'an unknown fault',
    ['run', S, '--host-api', 'Virtual', '--virtual-faults', '[{"kind":"x","frame":1}]'],
    /./,
  ],
  ['an unknown ending', ['run', S, '--offline', '--report', 'r.pdf'], /r\.pdf/],
  ['no ending', ['run', S, '--offline', '--report', 'r'], /\br\b/],
  ['a folder of reports that is gone', ['run', S, '--offline', '--report', 'gone/r.json'], /gone/],
  [
    'a folder in place of the report',
    ['run', S, '--offline', '--report', 'there.json'],
    /there\.json: a folder has that name/,
    (_, folder) => mkdirSync(path.join(folder, 'there.json')),
  ],
  ['a condition of no sense', ['run', S, '--offline', '--fail-if', 'late>>1'], /late>>1/],
  ['a condition on nothing known', ['run', S, '--offline', '--fail-if', 'speed>1'], /speed/],
  ['lateness offline', ['run', S, '--offline', '--fail-if', 'late>0'], /^Offline nothing is late/],
  ['an offline recording', ['run', S, '--offline', '--record'], /--record/],
  ['an unknown host API', ['run', S, '--host-api', 'Nothing'], /Nothing/],
  ['an unknown device', ['run', S, '--device', 'Nothing'], /Nothing/],
  ['from past the end', ['run', S, '--offline', '--from', '1:00:00'], /no clip after/],
  ['from before the beginning', ['run', S, '--offline', '--from', '-1'], /--from/],
  [
    'a session of text',
    ['report', S, '--format', 'csv'],
    /no run/i,
    (session) => writeFileSync(path.join(session, 'session.rtmixer'), 'text'),
  ],
  ['no run', ['report', S, '--run', '3', '--format', 'csv'], /no run 3/],
  ['a run that is no number', ['report', S, '--run', 'x'], /--run/],
  ['a format that is none', ['report', S, '--format', 'pdf'], /pdf/],
  ['a session that is gone', ['report', 'gone.rtmix', '--format', 'csv'], /gone\.rtmix/],
])('%s ends with 2 and a sentence', async (_, argv, sentence, prepare) => {
  const folder = temporaryFolder();
  const { root: session } = writeTrialSession(folder, 2, 4_800);
  prepare?.(session, folder);
  const before = readFileSync(path.join(session, 'session.rtmixer'), 'utf8');
  const { code, said } = await ended(folder, argv);
  expect({ code, said }).toEqual({ code: 2, said: expect.stringMatching(sentence) });
  expect(said).not.toMatch(/\bat .*\.ts:|undefined|\[object|went wrong inside/);
  // Nothing was played: there is no run. What is read of the session may be kept in it, by `run` only.
  const runs = existsSync(path.join(session, 'runs'))
    ? readdirSync(path.join(session, 'runs'))
    : [];
  expect(runs).toEqual([]);
  const after = readFileSync(path.join(session, 'session.rtmixer'), 'utf8');
  if (argv[0] === 'report') expect(after).toBe(before);
  expect(existsSync(path.join(folder, 'gone.rtmix'))).toBe(false);
});

test('an empty session, and one that is damaged, end with 2 and a sentence', async () => {
  const folder = temporaryFolder();
  const { root: session } = writeTrialSession(folder, 0, 4_800);
  const empty = await ended(folder, ['run', S, '--offline', '--report', 'r.json']);
  expect(empty.code).toBe(2);
  expect(empty.said).toMatch(/no clip/);
  writeFileSync(path.join(session, 'session.rtmixer'), 'text');
  const damaged = await ended(folder, ['run', S, '--offline']);
  expect(damaged.code).toBe(2);
  expect(damaged.said).toMatch(/damaged/);
  expect(damaged.said).not.toMatch(/went wrong inside/);
});
