import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgedRun } from '../../../../main/accounts/report/judged.ts';
import { reportOf } from '../../../../main/accounts/report/report.ts';
import {
  ACTION_KINDS,
  ACTION_OUTCOMES,
  type ActionRow,
  type ActionType,
} from '../../../../preload/actions.ts';
import type { RunAccount } from '../../../../preload/run.ts';
import { actionRow } from '../../../support/action-rows.ts';
import { EXAMPLE_DEVICE, exampleHeader, exampleRun } from '../../../support/example-run.ts';
import { inventedDropout } from '../../../support/invented-dropout.ts';

const RATE = 48_000;
const SUBJECT = { name: null, nowWallTime: null };

function sentenceOf(account: RunAccount): string {
  return reportOf(account, SUBJECT)
    .sentence.map(({ text }) => text)
    .join('');
}

/** So many clips a second apart, all on time; `change` says what else. */
function runOf(
  count: number,
  change: (index: number) => Partial<ActionRow> = () => ({}),
): RunAccount {
  const actions = Array.from({ length: count }, (_, index) => {
    const requestedFrame = 24_000 + index * RATE;
    return actionRow({
      id: index,
      requestNumber: index,
      clipId: `clip-${index}`,
      originFrame: 24_000,
      requestedFrame,
      actualFrame: requestedFrame,
      requestedTime: index,
      actualTime: index,
      ...change(index),
    });
  });
  return exampleRun({ actions, dropouts: [], outages: [], edits: [] });
}

describe('the sentence of a report', () => {
  test('tells of each verdict that occurs, of dropouts and of outages', () => {
    expect(sentenceOf(exampleRun())).toBe(
      '53 of 61 actions began on time, each within half a frame. 1 was late by 7.1 ms, ' +
        '1 began late and skipped 20.0 ms to stay in step, 1 was dropped because it was too late, ' +
        '2 were lost with the device, 1 could not be played, 1 was muted, 1 was stopped, ' +
        '1 ended before it began. 4 dropouts touched 3 clips and 1 take. ' +
        'The device was lost once, for 0:04.000. 1 edit was heard while it played.',
    );
    const tones = reportOf(exampleRun(), SUBJECT).sentence.filter(({ tone }) => tone !== 'plain');
    expect(tones.map(({ text, tone }) => `${tone} ${text.slice(0, 10)}`)).toEqual([
      'warn 1 was late',
      'warn 1 began la',
      'bad 1 was drop',
      'bad 2 were los',
      'bad 1 could no',
      'warn 4 dropouts',
      'bad The device',
    ]);
  });

  test('counts what began on time and was stopped or cut by an edit, and never what nobody could hear', () => {
    const ends = [
      { outcome: 'cancelled', endedBy: 'stop' },
      { outcome: 'cancelled', endedBy: 'edit' },
    ] as const;
    const stopped = runOf(2, (index) => ends[index] ?? {});
    expect(sentenceOf(stopped)).toMatch(/^2 actions began on time, each within half a frame\. /);
    expect(reportOf(stopped, SUBJECT).methods).toContain(
      'Of 2 scheduled actions, 2 began within half',
    );
    const silent = runOf(1, () => ({ silences: [{ fromFrame: 0, toFrame: null }] }));
    expect(sentenceOf(silent)).toMatch(/^0 of 1 action began on time\. 1 was muted/);
    expect(reportOf(silent, SUBJECT).methods).not.toContain('The driver told no times');
  });

  test('never says that there were no dropouts, only that the host API reported none', () => {
    expect(sentenceOf(runOf(60))).toBe(
      '60 actions began on time, each within half a frame. No dropout reported by JACK.',
    );
    const reports = { ...EXAMPLE_DEVICE.reports, inputOverflow: false };
    const deaf = exampleHeader({ device: { ...EXAMPLE_DEVICE, reports } });
    expect(sentenceOf({ ...runOf(1), header: deaf })).toContain(
      'No dropout reported by JACK, which tells of none at the input.',
    );
    const none = { ...reports, outputUnderflow: false };
    const silent = exampleHeader({ device: { ...EXAMPLE_DEVICE, reports: none } });
    expect(sentenceOf({ ...runOf(1), header: silent })).toContain(
      'No dropout inferred from the clock; JACK reports none.',
    );
  });

  test('claims half a frame only where the driver’s clock agrees', () => {
    const late = runOf(3, (index) => ({ actualTime: index + 31e-6 }));
    expect(sentenceOf(late)).toContain(
      '3 actions began on time, each at its frame, by the driver’s clock within 31.0 µs.',
    );
    expect(reportOf(late, SUBJECT).plots.errors).toMatchObject({ count: 3, below: 0, above: 0 });
  });

  test('begins with where it was not heard', () => {
    const header = exampleHeader({ audible: 'virtual' });
    const stream = {
      type: 'stream',
      streamNumber: 1,
      firstFrame: 0,
      device: EXAMPLE_DEVICE,
    } as const;
    const whole = { ...runOf(1), header, streams: [{ ...stream, audible: 'virtual' as const }] };
    expect(sentenceOf(whole)).toMatch(/^Not played through a device \(the virtual device/);
    const half = {
      ...runOf(1),
      streams: [...runOf(1).streams, { ...stream, audible: 'virtual' as const }],
    };
    expect(sentenceOf(half)).toMatch(/^Partly not played through a device/);
    const offline = {
      ...runOf(2),
      header: exampleHeader({ audible: 'offline' }),
      streams: [{ ...stream, audible: 'offline' as const }],
    };
    expect(sentenceOf(offline)).toBe(
      'Not played through a device (rendered offline). 2 actions were rendered, each at its frame.',
    );
    expect(reportOf(offline, SUBJECT).summary).toMatchObject({ onTime: 0, rendered: 2 });
  });

  test('says of a run that was cut off, goes on or was removed what is not known', () => {
    const cut = { ...runOf(5), end: null, streamEnds: [], state: 'cut-off' as const, loads: [] };
    expect(sentenceOf(cut)).toContain('what came after 0:05.000 is not known.');
    expect(sentenceOf({ ...cut, state: 'running' })).toMatch(/^So far: 5 actions began/);
    expect(sentenceOf({ ...cut, state: 'header-only' })).toMatch(/only its header is kept/);
    expect(sentenceOf({ ...cut, damagedLines: 2 })).toContain(
      '2 lines of its account were damaged',
    );
  });
});

test('every action is counted under one verdict, whatever became of it, and commands under none', () => {
  const types = Object.keys(ACTION_KINDS) as ActionType[];
  const row = fc.record({
    type: fc.constantFrom(...types),
    outcome: fc.constantFrom(null, ...ACTION_OUTCOMES),
    endedBy: fc.constantFrom(null, 'edit' as const, 'stop' as const, 'cancel' as const),
    actualFrame: fc.option(fc.integer({ min: 24_000, max: 10_000_000 })),
    skippedFrames: fc.nat(100),
    starvedFrames: fc.constantFrom(0, 0, 12),
    doneFrames: fc.nat(100_000),
    isMuted: fc.boolean(),
    cannotPlay: fc.constantFrom(null, null, { code: 'internal' as const, message: 'why' }),
  });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 40 }), fc.array(fc.nat(9_000_000)), (rows, lost) => {
      const account = runOf(rows.length, (index) => {
        const { isMuted, ...values } = rows[index] as (typeof rows)[number];
        return { ...values, silences: isMuted ? [{ fromFrame: 0, toFrame: null }] : [] };
      });
      const dropouts = lost.map((streamFrame, id) => inventedDropout({ id, streamFrame }));
      const run = judgedRun({ ...account, dropouts });
      const { summary, actionCount, figures } = reportOf({ ...account, dropouts }, SUBJECT);
      const sum = Object.values(summary).reduce((total, count) => total + count, 0);
      expect(sum).toBe(actionCount);
      expect(actionCount + run.commands.length).toBe(rows.length);
      const shown = figures.filter(({ key }) => key !== 'dropouts' && key !== 'outages');
      expect(shown.reduce((total, { count }) => total + count, 0)).toBe(actionCount);
    }),
    { numRuns: 60 },
  );
});

test('the run’s own time goes on over loop passes, reopened streams and outages', () => {
  const { plots, seconds } = reportOf(exampleRun(), SUBJECT);
  expect(plots.outages).toEqual([{ from: 148, to: 152 }]);
  expect(plots.dropouts[0]?.seconds).toBeCloseTo(12.0208, 3);
  expect(plots.lateness.at(-1)).toMatchObject({ name: 'tone 441', seconds: 177 });
  expect(seconds).toBe(180);
});

test('of ten thousand actions the plot of lateness keeps the worst and thins out the others', () => {
  const account = runOf(10_000, (index) => {
    const isLate = index % 1_000 === 7;
    return isLate ? { actualFrame: 24_000 + index * RATE + 480, actualTime: index + 0.01 } : {};
  });
  const { plots } = reportOf(account, SUBJECT);
  expect(plots.lateness.length).toBeLessThanOrEqual(2_000);
  expect(plots.lateness.filter(({ verdict }) => verdict === 'late')).toHaveLength(10);
});

test('Methods keeps precision by the driver’s clock apart from accuracy, with the bound of the clock’s map', () => {
  const { methods, latency, clock } = reportOf(exampleRun(), SUBJECT);
  expect(methods).toContain('played by RtMixer 0.1.0 (PortAudio V19.7.0-devel) through JACK');
  expect(methods).toContain('Precision: by the driver’s clock the starts on time differed');
  expect(methods).toContain(
    '(SD 5.6 µs, largest 9.0 µs, n = 53); that clock’s map is right within ±21.0 µs.',
  );
  expect(methods).toMatch(/Accuracy: the constant delay .* was not measured; the driver claims/);
  expect(methods).toContain('4 dropouts occurred (2 at output, 1 at input, 1 at both).');
  expect(latency).toMatchObject({ source: 'driver', seconds: 768 / RATE });
  expect(clock.boundSeconds).toBe(21e-6);
  const unbounded = { ...exampleRun(), streamEnds: [] };
  expect(reportOf(unbounded, SUBJECT).methods).toContain('may be wrong is not known');
});

test('the day of a run is told in its own zone, and as today where it is', () => {
  const began = exampleHeader().wallTime;
  const subtitle = (nowWallTime: number | null) =>
    reportOf(exampleRun(), { name: null, nowWallTime }).subtitle;
  expect(subtitle(null)).toBe(
    '14 May 2026 14:15:00, 3:00.000 long. JACK, loopback, 48\u00a0000\u00a0Hz, block 256.',
  );
  expect(subtitle(began + 9 * 3_600_000)).toMatch(/^Today 14:15:00, /);
  expect(subtitle(began + 10 * 3_600_000)).toMatch(/^14 May 2026 /);
});
