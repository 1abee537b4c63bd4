/** What is exported, read by the rules of the formats alone. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  EXPORT_FORMATS,
  exportedFiles,
  PLAIN_EXPORT,
  suggestedName,
} from '../../../../main/accounts/report/exports.ts';
import { saveReport } from '../../../../main/accounts/report/save-report.ts';
import { textWithoutPaths } from '../../../../main/accounts/report/without-paths.ts';
import type { RunAccount } from '../../../../preload/run.ts';
import { parseCsv } from '../../../demo/account.ts';
import { exampleHeader, exampleRun } from '../../../support/example-run.ts';
import { temporaryFolder } from '../../../support/fake-studio.ts';
import {
  exported,
  readCsv,
  readJson,
  readTsv,
  reportSchema,
} from '../../../support/read-exports.ts';

/** Names of the elements, and the words between them. */
function readHtml(account: RunAccount): { readonly names: Set<string>; readonly words: string } {
  const text = exported(account, 'html').replace(/<style>[^<]*<\/style>/, '');
  const names = new Set([...text.matchAll(/<([a-z!][^\s>/]*)/gi)].map(([, name]) => String(name)));
  const words = text
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
  return { names, words };
}

describe('a run of 60 trials, read back from what was exported', () => {
  const account = exampleRun();
  const total = account.actions.length;

  test('JSON is as its schema says, and its summary adds up to its actions', () => {
    const { summary, actions, dropouts } = readJson(account);
    const { actions: count, dropouts: lost, outages, ...verdicts } = summary;
    expect(count).toBe(total);
    expect(actions).toHaveLength(total);
    expect(Object.values(verdicts).reduce((sum, each) => sum + each, 0)).toBe(total);
    expect([lost, outages]).toEqual([4, 1]);
    for (const [key, each] of Object.entries(verdicts)) {
      expect(actions.filter(({ verdict }) => verdict === key)).toHaveLength(each);
    }
    const knock = actions.find(({ name }) => name === 'knock');
    expect(knock).toMatchObject({
      type: 'playBuffer',
      track: 'Stimuli',
      timelineFrame: 3_024_000,
      requestedFrame: 3_048_000,
      actualFrame: 3_048_341,
      errorFrames: 341,
      verdict: 'late',
      outcome: 'completed',
      dropouts: 1,
    });
    expect(dropouts[0]).toMatchObject({
      frame: 601_000,
      timelineFrame: 577_000,
      frames: 128,
      direction: 'input',
      source: 'inferred',
      touched: [{ id: 1_000, name: 'answers 1', kind: 'take' }],
    });
  });

  test('what a schema does not allow is seen', () => {
    const parsed = JSON.parse(exported(account, 'json'));
    expect(
      reportSchema.safeParse({ ...parsed, summary: { ...parsed.summary, late: -1 } }).success,
    ).toBe(false);
    const { verdict: _, ...action } = parsed.actions[0];
    expect(reportSchema.safeParse({ ...parsed, actions: [action] }).success).toBe(false);
  });

  test('CSV has one row for each action, with its times, its sound and its verdict', () => {
    const rows = readCsv(account);
    expect(rows).toHaveLength(total);
    expect(rows.find(({ name }) => name === 'knock')).toMatchObject({
      track: 'Stimuli',
      'timeline seconds': '63',
      'requested frame': '3024000',
      'started frame': '3024341',
      'error frames': '341',
      verdict: 'late',
      dropouts: '1',
      sound: 'tone 441.wav',
      sha256: '5f'.repeat(32),
    });
  });

  test('events of BIDS have what was heard by its actual frame, all of it where that is asked for', () => {
    const heard = readTsv(account, false);
    // Not: a take, one too late, one muted, one without its file, one in the outage, one not begun.
    expect(heard).toHaveLength(55);
    expect(heard.find(({ trial_type }) => trial_type === 'knock')).toMatchObject({
      onset: '63.007104167',
      requested_onset: '63',
      duration: '0.5',
      stim_file: 'tone 441.wav',
      verdict: 'late',
    });
    const onsets = heard.map(({ onset }) => Number(onset));
    expect(onsets).toEqual(onsets.toSorted((one, other) => one - other));
    const all = readTsv(account, true);
    expect(all).toHaveLength(total);
    expect(all.filter(({ onset }) => onset === 'n/a')).toHaveLength(4);
    expect(all.every(({ onset, duration }) => (onset === 'n/a') === (duration === 'n/a'))).toBe(
      true,
    );
  });

  test('the sidecar of the events describes each column of theirs', () => {
    const [table, sidecar] = exportedFiles(account, 'tsv', PLAIN_EXPORT);
    const about = JSON.parse(sidecar?.content ?? '');
    const columns = table?.content.split('\n', 1)[0]?.split('\t') ?? [];
    for (const column of columns)
      expect(about[column]).toMatchObject({ Description: expect.any(String) });
    expect(about.onset.Units).toBe('s');
    expect(suggestedName(account.header, 'tsv')).toBe('task-Reactionpilot3_run-14_events.tsv');
  });

  test('HTML has the words of the report, four drawings with their tables, and no way out', () => {
    const text = exported(account, 'html');
    const { names, words } = readHtml(account);
    expect(words).toContain('53 of 61 actions began on time, each within half a frame.');
    expect(text.match(/<svg /g)).toHaveLength(4);
    expect(text.match(/as a table<\/summary><div class="table"><table/g)).toHaveLength(4);
    for (const name of ['script', 'link', 'img', 'iframe', 'a', 'form', 'object']) {
      expect(names).not.toContain(name);
    }
    expect(text).not.toMatch(/\b(src|href|srcset|style|on\w+)=|url\(|@import/);
    expect(text).toMatch(
      /Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-/,
    );
    expect(text).toContain('@media print');
  });
});

test('names that are markup, formulas, tabs and line breaks stay names in every export', () => {
  const names = [
    '</style><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '=HYPERLINK("http://example.org","x")',
    ' +1+1',
    '@SUM(A1)',
    'a\tb\r\nc',
    '\u202egnp.exe\u2066',
    'quoted "name", with a comma',
    '\ud800 alone',
    'n/a',
  ];
  const base = exampleRun();
  const actions = base.actions.map((row, index) => ({
    ...row,
    name: names[index % names.length] ?? '',
  }));
  const header = exampleHeader({
    sessionName: '<b>pilot</b>\n=1',
    tracks: [{ trackId: 'stimuli', name: '<i>=track\t</i>', outputChannels: [1] }],
  });
  const sounds = base.sounds.map((sound) => ({ ...sound, name: '-2+3\n<u>x</u>' }));
  const account = exampleRun({ actions, header, sounds });

  const { names: elements, words } = readHtml(account);
  for (const element of ['script', 'img', 'b>', 'i', 'u']) expect(elements).not.toContain(element);
  expect(words).toContain('</style><script>alert(1)</script>');
  expect(words).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);

  const cells = parseCsv(exported(account, 'csv')).flat();
  const isFigure = (cell: string) => /^-?\d+(\.\d+)?(e-\d+)?$/.test(cell);
  expect(cells.filter((cell) => /^\s*[=+\-@\t\r]/.test(cell) && !isFigure(cell))).toEqual([]);
  expect(readCsv(account).map((row) => row.name)).toContain('quoted "name", with a comma');

  const events = readTsv(account, true);
  expect(events.map((row) => row.trial_type)).toContain('a b c');
  expect(readJson(account).actions.map((row) => row.name)).toContain('a\tb\r\nc');
  for (const format of EXPORT_FORMATS)
    expect(suggestedName(account.header, format)).not.toMatch(/[<>\n/\\]/);
});

test('no export has an absolute path or the name of a folder, but JSON where paths are asked for', () => {
  const secret = '/home/some user/My stimuli/tone.wav';
  const base = exampleRun();
  const actions = base.actions.map((row) =>
    row.cannotPlay === null
      ? row
      : {
          ...row,
          cannotPlay: {
            code: 'file-not-found' as const,
            message: `${secret} is missing. Find it.`,
          },
        },
  );
  const sounds = base.sounds.map((sound) => ({ ...sound, path: secret }));
  const account = exampleRun({ actions, sounds });
  for (const format of EXPORT_FORMATS) {
    for (const { content } of exportedFiles(account, format, PLAIN_EXPORT)) {
      expect(content).not.toMatch(/some user|My stimuli|\/home\/someone/);
    }
  }
  expect(readJson(account).actions.map(({ reason }) => reason)).toContain(
    'tone.wav is missing. Find it.',
  );
  const withPaths = readJson(account, { ...PLAIN_EXPORT, withPaths: true });
  expect(withPaths.sounds[0]?.path).toBe(secret);
});

test('of a text with paths of any system the names of the files are left', () => {
  expect(textWithoutPaths('The folder /home/some user/takes does not exist. Make it again.')).toBe(
    'The folder takes does not exist. Make it again.',
  );
  expect(textWithoutPaths('C:\\Users\\some user\\x.wav is missing.')).toBe('x.wav is missing.');
  expect(textWithoutPaths('"\\\\server\\share\\x.wav" is missing.')).toBe('"x.wav" is missing.');
  expect(textWithoutPaths('It is at file:///srv/a/b.wav, or at ~/c/d.wav')).toBe('It is at d.wav');
  expect(textWithoutPaths('48 000 / 256, and/or 3/4.')).toBe('48 000 / 256, and/or 3/4.');
});

test('an empty run, one that was cut off, and one of which the header is left can be exported', () => {
  const empty = {
    actions: [],
    dropouts: [],
    outages: [],
    loads: [],
    streams: [],
    origins: [],
    streamEnds: [],
  };
  for (const state of ['cut-off', 'header-only', 'running'] as const) {
    const account = exampleRun({ ...empty, end: null, state });
    expect(readJson(account).summary.actions).toBe(0);
    expect(readCsv(account)).toEqual([]);
    expect(readTsv(account, true)).toEqual([]);
    expect(readHtml(account).words).toContain('Methods');
  }
});

test('a report is written whole or not at all, with the sidecar beside its events', async () => {
  const folder = temporaryFolder();
  const files = exportedFiles(exampleRun(), 'tsv', PLAIN_EXPORT);
  const target = path.join(folder, 'pilot_events.tsv');
  expect(await saveReport(target, files)).toEqual({ ok: true, value: target });
  expect((await readdir(folder)).sort()).toEqual(['pilot_events.json', 'pilot_events.tsv']);
  expect(await readFile(target, 'utf8')).toBe(files[0]?.content);
  expect(await saveReport(target, files)).toMatchObject({ ok: true });
  const json = path.join(folder, 'pilot.json');
  await saveReport(json, exportedFiles(exampleRun(), 'json', PLAIN_EXPORT));
  expect(await saveReport(path.join(folder, 'pilot.tsv'), files)).toMatchObject({
    ok: false,
    message: expect.stringContaining('pilot.json, which would describe it, is there already'),
  });
  expect(JSON.parse(await readFile(json, 'utf8')).format).toBe('rtmixer-report');
  expect(await saveReport(path.join(folder, 'gone', 'x.html'), files)).toMatchObject({
    ok: false,
    message: expect.stringMatching(/^The report was not saved\. The folder .* does not exist\./),
  });
});
