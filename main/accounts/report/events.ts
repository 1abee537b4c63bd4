/**
 * A report as events of BIDS: `events.tsv`, onset and duration first, and the sidecar that describes its
 * columns. What was heard; all of it where that is asked for.
 */
import { errorSeconds, timelineFrame } from '../../../preload/actions.ts';
import { VERDICTS } from '../../../preload/verdict.ts';
import { type Cell, tsvCell } from './cells.ts';
import { errorHistogram } from './errors.ts';
import { isSummaryKey, type JudgedAction, type JudgedRun } from './judged.ts';
import { methodsText } from './methods.ts';
import { RunTime } from './run-time.ts';

interface EventColumn {
  readonly value: (action: JudgedAction, time: RunTime) => Cell;
  readonly about: {
    readonly LongName?: string;
    readonly Description: string;
    readonly Units?: string;
    readonly Levels?: Readonly<Record<string, string>>;
  };
}

const VERDICT_LEVELS = Object.fromEntries(
  Object.entries(VERDICTS)
    .filter(([kind]) => isSummaryKey(kind as keyof typeof VERDICTS))
    .map(([kind, { word }]) => [kind, word]),
);

const COLUMNS: Readonly<Record<string, EventColumn>> = {
  onset: {
    value: ({ row }, time) =>
      row.actualFrame === null ? null : time.seconds(row.streamNumber, row.actualFrame),
    about: {
      Description:
        'Start of the event by the frame at which it really began, from the first timeline frame of the run.',
      Units: 's',
    },
  },
  duration: {
    value: ({ row }) => (row.actualFrame === null ? null : row.doneFrames / row.sampleRate),
    about: { Description: 'How long it sounded or was recorded.', Units: 's' },
  },
  trial_type: {
    value: ({ row }) => row.name,
    about: { Description: 'Name of the clip or the take.' },
  },
  stim_file: {
    value: ({ isTake, sound }) => (isTake ? null : (sound?.name ?? null)),
    about: { Description: 'Name of the sound file, as it is called in the session.' },
  },
  stim_sha256: {
    value: ({ isTake, sound }) => (isTake ? null : (sound?.hash ?? null)),
    about: { LongName: 'SHA-256 of the sound file', Description: 'n/a where it was not read.' },
  },
  track: {
    value: ({ trackName }) => trackName,
    about: { Description: 'Track of the timeline.' },
  },
  channels: {
    value: ({ row }) => row.channels.join(','),
    about: { Description: 'Channels of the device, from 1.' },
  },
  requested_onset: {
    value: ({ row }, time) =>
      row.requestedFrame === null ? null : time.seconds(row.streamNumber, row.requestedFrame),
    about: { Description: 'Start that was asked for, counted as onset is.', Units: 's' },
  },
  timeline_onset: {
    value: ({ row }) => {
      const frame = timelineFrame(row, row.requestedFrame);
      return frame === null ? null : frame / row.sampleRate;
    },
    about: { Description: 'Start that was asked for, on the timeline of the session.', Units: 's' },
  },
  error: {
    value: ({ row }) => errorSeconds(row),
    about: {
      Description:
        'Actual minus requested start by the driver’s clock. It tells precision, not when the sound reached the air.',
      Units: 's',
    },
  },
  verdict: {
    value: ({ verdict }) => verdict.kind,
    about: { Description: 'What became of it.', Levels: VERDICT_LEVELS },
  },
  dropouts: {
    value: ({ verdict }) => verdict.dropouts,
    about: { Description: 'Dropouts while it sounded or was recorded.' },
  },
};

export interface BidsEvents {
  readonly table: string;
  readonly sidecar: string;
}

/** @param all also what was not heard: its onset is n/a where it did not begin */
export function bidsEvents(run: JudgedRun, all: boolean): BidsEvents {
  const time = new RunTime(run.account);
  const onset = ({ row }: JudgedAction) =>
    time.seconds(row.streamNumber, row.actualFrame ?? row.requestedFrame ?? 0);
  const actions = run.actions
    .filter((action) => all || wasHeard(action))
    .map((action) => ({ action, at: onset(action) }))
    .sort((one, other) => one.at - other.at);
  const columns = Object.entries(COLUMNS);
  const lines = [
    columns.map(([name]) => name),
    ...actions.map(({ action }) => columns.map(([, { value }]) => tsvCell(value(action, time)))),
  ];
  return {
    table: lines.map((cells) => `${cells.join('\t')}\n`).join(''),
    sidecar: `${JSON.stringify(sidecarOf(run), null, 2)}\n`,
  };
}

/** At least one frame of it sounded. */
function wasHeard({ row, verdict, isTake }: JudgedAction): boolean {
  return !isTake && row.actualFrame !== null && row.doneFrames > 0 && verdict.kind !== 'muted';
}

function sidecarOf(run: JudgedRun) {
  const about = Object.entries(COLUMNS).map(([name, column]) => [name, column.about] as const);
  const { device, versions } = run.account.header;
  return {
    ...Object.fromEntries(about),
    StimulusPresentation: {
      SoftwareName: 'RtMixer',
      SoftwareVersion: versions.find(({ name }) => name === 'RtMixer')?.version ?? 'n/a',
      HostApi: device.hostApi,
      SampleRate: device.sampleRate,
      BlockSize: device.blockSize,
      Audible: run.account.header.audible,
      Methods: methodsText(run, errorHistogram(run)),
    },
  };
}
