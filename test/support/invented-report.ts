/** A report as the window gets it, with something in every part; for tests of what draws it. */
import type { ReportModel } from '../../preload/report.ts';
import { verdictOfAction } from '../../preload/verdict.ts';
import { actionRow } from './action-rows.ts';
import { exampleHeader } from './example-run.ts';
import { inventedDropout } from './invented-dropout.ts';
import { inventedSummary } from './invented-run.ts';

const RATE = 48_000;
const HALF_FRAME = 0.5 / RATE;
const BINS = 40;
const BIN_WIDTH = (2 * HALF_FRAME) / BINS;

/** Of the hundred actions 96 were on time, one was late, one dropped, two muted. */
export function inventedReport(values: Partial<ReportModel> = {}): ReportModel {
  const late = actionRow({
    requestNumber: 21,
    name: 'knock',
    clipId: 'c-5',
    sampleRate: RATE,
    requestedFrame: 3_000_000,
    actualFrame: 3_000_341,
    originFrame: 0,
  });
  const dropped = actionRow({
    requestNumber: 22,
    name: 'bell',
    clipId: 'c-gone',
    sampleRate: RATE,
    requestedFrame: 3_100_800,
    actualFrame: null,
    originFrame: 0,
    outcome: 'belated',
  });
  const dropouts = [
    inventedDropout({ id: 1, timelineFrame: 590_400, frames: 128, source: 'inferred' }),
    inventedDropout({ id: 2, timelineFrame: 1_970_640, frames: 512 }),
  ];
  return {
    header: exampleHeader(),
    state: 'ended',
    title: 'Run 14',
    subtitle: 'Today 14:02:31, 3:20.000 long. JACK, loopback, 48 000 Hz, block 256.',
    sentence: [
      { text: '96 of 100 actions began on time, each within half a frame. ', tone: 'plain' },
      { text: '1 was late by 7.1 ms', tone: 'warn' },
      { text: ', ', tone: 'plain' },
      { text: '1 was dropped because it was too late', tone: 'bad' },
      { text: ', 2 were muted. ', tone: 'plain' },
      { text: '2 dropouts touched 6 clips and 1 take.', tone: 'warn' },
    ],
    figures: [
      { key: 'onTime', count: 96, label: 'on time', tone: 'ok', glyph: 'check' },
      { key: 'late', count: 1, label: 'late 7.1 ms', tone: 'warn', glyph: 'arrow' },
      { key: 'dropped', count: 1, label: 'dropped: too late', tone: 'bad', glyph: 'cross' },
      { key: 'muted', count: 2, label: 'muted', tone: 'plain', glyph: 'dash' },
      { key: 'stopped', count: 0, label: 'stopped', tone: 'plain', glyph: 'square' },
      { key: 'dropouts', count: 2, label: 'dropouts', tone: 'warn', glyph: null },
    ],
    summary: inventedSummary({ onTime: 96, late: 1, dropped: 1, muted: 2 }),
    largestError: 0.0071,
    actionCount: 100,
    sampleRate: RATE,
    seconds: 200,
    plots: {
      errors: {
        unit: 'seconds',
        from: -HALF_FRAME,
        binWidth: BIN_WIDTH,
        counts: Array.from({ length: BINS }, (_, bin) => 2 + (bin % 3) + (bin % 7 === 0 ? 1 : 0)),
        below: 0,
        above: 1,
        count: 96,
        mean: 0.2e-6,
        standardDeviation: 6e-6,
        largest: 10.2e-6,
        halfFrame: HALF_FRAME,
        text: 'SD 6.0 µs, half a frame is 10.4 µs',
      },
      lateness: [
        ...Array.from({ length: 96 }, (_, index) => ({
          seconds: index * 2.05,
          latenessSeconds: ((index % 9) - 4) * 2.2e-6,
          verdict: 'onTime' as const,
          name: 'tone 441',
          label: null,
        })),
        {
          seconds: 62.5,
          latenessSeconds: 0.0071,
          verdict: 'late',
          name: 'knock',
          label: 'knock, late 7.1 ms',
        },
        {
          seconds: 64.6,
          latenessSeconds: 0.214,
          verdict: 'dropped',
          name: 'bell',
          label: 'bell, dropped: 214 ms too late',
        },
      ],
      load: Array.from({ length: 200 }, (_, index) => ({
        seconds: index,
        meanLoad: 0.03 + 0.005 * Math.sin(index / 9),
        worstLoad: index === 64 ? 0.61 : 0.06 + 0.03 * Math.abs(Math.sin(index * 1.7)),
      })),
      loadText: 'mean 3 %, worst block 61 % at 1:04.787',
      dropouts: [
        {
          id: 1,
          count: 1,
          seconds: 12.3,
          direction: 'input',
          frames: 128,
          isEstimate: true,
          source: 'inferred',
        },
        {
          id: 2,
          count: 1,
          seconds: 41.055,
          direction: 'output',
          frames: 512,
          isEstimate: false,
          source: 'reported',
        },
      ],
      dropoutsText: '1 reported, 1 inferred',
      outages: [{ from: 120, to: 128 }],
    },
    trouble: [late, dropped].map((row) => ({
      row,
      verdict: verdictOfAction(row),
      trackName: 'Cues',
      dropouts: [],
    })),
    troubleCount: 2,
    troubleText: '2 actions; 6 clips and 1 take touched by dropouts',
    dropouts,
    outages: [],
    latency: {
      seconds: 768 / RATE,
      boundSeconds: null,
      source: 'driver',
      text: 'As JACK claims it; nobody measured it.',
    },
    clock: { boundSeconds: 0.00002, text: 'Times are right to 0.020 ms by the driver’s clock.' },
    methods:
      'Sounds were played by RtMixer through JACK at 48 000 Hz with blocks of 256 frames. Of 100 ' +
      'scheduled actions, 96 began within half a frame (10.4 µs) of the time asked for, by the ' +
      'stream’s frame clock; 1 began 7.1 ms late and 1 was not played.',
    ...values,
  };
}
