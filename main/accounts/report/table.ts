/** A report as CSV: one row for each action of the run, in the order in which they were asked. */
import { errorFrames, errorSeconds, timelineFrame } from '../../../preload/actions.ts';
import type { Dropout } from '../../../preload/dropouts.ts';
import type { Frames, SampleRate, Seconds } from '../../../preload/units.ts';
import { mutedText } from '../../../preload/verdict.ts';
import { type Cell, csvCell } from './cells.ts';
import type { JudgedAction, JudgedRun } from './judged.ts';
import { RunTime } from './run-time.ts';

type CsvColumn = readonly [title: string, value: (action: JudgedAction, time: RunTime) => Cell];

/** Requested and started are frames of the timeline, as on the screen; details name their unit. */
const COLUMNS: readonly CsvColumn[] = [
  ['request', ({ row }) => row.requestNumber],
  ['id', ({ row }) => row.id],
  ['type', ({ row }) => row.type],
  ['name', ({ row }) => row.name],
  ['track', ({ trackName }) => trackName],
  ['timeline seconds', ({ row }) => secondsOf(timelineFrame(row, place(row)), row.sampleRate)],
  ['requested frame', ({ row }) => timelineFrame(row, row.requestedFrame)],
  ['started frame', ({ row }) => timelineFrame(row, row.actualFrame)],
  ['error frames', ({ row }) => errorFrames(row)],
  ['error seconds', ({ row }) => errorSeconds(row)],
  ['verdict', ({ verdict }) => verdict.kind],
  ['verdict in words', ({ verdict }) => verdict.words],
  ['dropouts', ({ verdict }) => verdict.dropouts],
  ['dropout frames lost', ({ dropouts }) => lostFrames(dropouts)],
  ['run seconds', ({ row }, time) => runSecondsOf(row, time)],
  ['sound', ({ sound }) => sound?.name ?? null],
  ['sha256', ({ sound }) => sound?.hash ?? null],
  ['requested device seconds', ({ row }) => row.requestedTime],
  ['started device seconds', ({ row }) => row.actualTime],
  ['outcome', ({ row }) => row.outcome],
  ['ended by', ({ row }) => row.endedBy],
  ['reason', ({ row }) => row.cannotPlay?.message ?? null],
  ['muted', ({ row }) => mutedText(row)],
  ['done frames', ({ row }) => row.doneFrames],
  ['total frames', ({ row }) => row.totalFrames],
  ['skipped frames', ({ row }) => row.skippedFrames],
  ['starved frames', ({ row }) => row.starvedFrames],
  ['channels', ({ row }) => row.channels.join(' ')],
  ['frames per second', ({ row }) => row.sampleRate],
  ['stream number', ({ row }) => row.streamNumber],
  ['requested stream frame', ({ row }) => row.requestedFrame],
  ['started stream frame', ({ row }) => row.actualFrame],
  ['play number', ({ row }) => row.playNumber],
  ['loop pass', ({ row }) => row.loopPass],
  ['blocks', ({ row }) => row.stats.blocks],
  ['min block', ({ row }) => row.stats.minBlockSize],
  ['max block', ({ row }) => row.stats.maxBlockSize],
  ['input underflows', ({ row }) => row.stats.inputUnderflows],
  ['input overflows', ({ row }) => row.stats.inputOverflows],
  ['output underflows', ({ row }) => row.stats.outputUnderflows],
  ['output overflows', ({ row }) => row.stats.outputOverflows],
];

/** With a header; lines end in CRLF. */
export function reportCsv(run: JudgedRun): string {
  const time = new RunTime(run.account);
  const lines = [
    COLUMNS.map(([title]) => title),
    ...run.actions.map((action) => COLUMNS.map(([, value]) => value(action, time))),
  ];
  return lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

function place({ requestedFrame, actualFrame }: JudgedAction['row']): Frames | null {
  return requestedFrame ?? actualFrame;
}

function secondsOf(frames: Frames | null, sampleRate: SampleRate): Seconds | null {
  return frames === null ? null : frames / sampleRate;
}

function runSecondsOf({ actualFrame, streamNumber }: JudgedAction['row'], time: RunTime) {
  return actualFrame === null ? null : time.seconds(streamNumber, actualFrame);
}

/** null = of one of them it is not known. */
function lostFrames(dropouts: readonly Dropout[]): Frames | null {
  if (dropouts.some(({ frames }) => frames === null)) return null;
  return dropouts.reduce((sum, { frames }) => sum + (frames ?? 0), 0);
}
