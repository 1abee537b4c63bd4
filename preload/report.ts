/**
 * What a report says of a run: made by one function from the run's account, drawn by the view Report,
 * written as HTML, JSON, CSV and BIDS. Sentences are ready to be shown.
 */
import type { ActionRow } from './actions.ts';
import type { Dropout, Outage } from './dropouts.ts';
import type { RunHeader, RunState } from './run.ts';
import type { Frames, SampleRate, Seconds } from './units.ts';
import type { Tone, Verdict, VerdictGlyph, VerdictKind } from './verdict.ts';

/** The exports of a report: what their buttons say, and how their files end. */
export const REPORT_FORMATS = {
  html: { name: 'HTML', hint: 'one file', extension: 'html' },
  csv: { name: 'CSV', hint: 'per action', extension: 'csv' },
  json: { name: 'JSON', hint: 'everything', extension: 'json' },
  tsv: { name: 'BIDS', hint: 'events.tsv', extension: 'tsv' },
} as const;
export type ReportFormat = keyof typeof REPORT_FORMATS;

/** A report that is being made. */
export interface ReportJob {
  readonly runId: string;
  /** null = to be shown. */
  readonly format: ReportFormat | null;
  /** How much of the run is read, 0...1; null = all of it. */
  readonly share: number | null;
}

/** Verdicts that no ended player or recorder has. */
type UncountedKind = 'done' | 'waits' | 'playing' | 'recording' | 'editedSince' | 'notPlayed';

/** What the actions of a run are counted by. */
export type SummaryKey = Exclude<VerdictKind, UncountedKind>;

/** The numbers of every key; they add up to the number of the run's actions. */
export type ReportSummary = Readonly<Record<SummaryKey, number>>;

/** A part of the summary sentence, with the colour of what it tells. The parts are joined as they are. */
export interface ReportPhrase {
  readonly text: string;
  readonly tone: Tone;
}

/** One of the large figures below the sentence. */
export interface ReportFigure {
  readonly key: SummaryKey | 'dropouts' | 'outages';
  readonly count: number;
  /** `late 7.1 ms` */
  readonly label: string;
  readonly tone: Tone;
  readonly glyph: VerdictGlyph | null;
}

/** Counts of errors in equal steps, of what began on time and has both times by the driver's clock. */
export interface ErrorHistogram {
  readonly unit: 'seconds';
  /** Of the first bin's lower edge. */
  readonly from: Seconds;
  readonly binWidth: Seconds;
  readonly counts: readonly number[];
  /** Of any action that began: its error lies beyond either end. */
  readonly below: number;
  readonly above: number;
  /** Errors in mean, standardDeviation and largest; 0 = the driver tells no times. */
  readonly count: number;
  readonly mean: Seconds | null;
  readonly standardDeviation: Seconds | null;
  /** Without its sign. */
  readonly largest: Seconds | null;
  readonly halfFrame: Seconds;
  /** `SD 6.0 µs, half a frame is 10.4 µs` */
  readonly text: string;
}

/** Seconds are of the run's own time: 0 = its first timeline frame. */
export interface ReportPlots {
  readonly errors: ErrorHistogram;
  /** Of actions that began or were dropped, below 0 = too early. Thinned out beyond 2,000 points; the
   * worst stay. Of a dropped one: how late it would have been at least, null = not known. */
  readonly lateness: readonly {
    readonly seconds: Seconds;
    readonly latenessSeconds: Seconds | null;
    readonly verdict: VerdictKind;
    readonly name: string;
    /** Of trouble: `knock, late 7.1 ms`; null = none. */
    readonly label: string | null;
  }[];
  readonly load: readonly {
    readonly seconds: Seconds;
    readonly meanLoad: number;
    readonly worstLoad: number;
  }[];
  /** `mean 3 %, worst block 61 % at 1:04.787` */
  readonly loadText: string;
  readonly dropouts: readonly {
    readonly id: number;
    /** 1; more where they were folded. */
    readonly count: number;
    readonly seconds: Seconds;
    readonly direction: Dropout['direction'];
    readonly frames: Frames | null;
    readonly isEstimate: boolean;
    readonly source: Dropout['source'];
  }[];
  /** `2 reported, 1 inferred`, or `no dropout reported by JACK` */
  readonly dropoutsText: string;
  readonly outages: readonly { readonly from: Seconds; readonly to: Seconds }[];
}

/** What was not as asked, and what dropouts touched; at most 1,000 of them. */
export interface ReportTrouble {
  readonly row: ActionRow;
  readonly verdict: Verdict;
  readonly trackName: string;
  readonly dropouts: readonly Pick<Dropout, 'id' | 'timelineFrame' | 'frames' | 'isEstimate'>[];
}

/** What of a run its account does not tell. */
export interface ReportSubject {
  /** Given by a person; null = none. */
  readonly name: string | null;
  /** Milliseconds since 1970: a run of that day began `Today`; null = its date is written out. */
  readonly nowWallTime: number | null;
}

export interface ReportModel {
  readonly header: RunHeader;
  readonly state: RunState;
  /** `Run 14`, with the name that a person gave: `Run 14, pilot`. */
  readonly title: string;
  /** `Today 14:02:31, 3:20.000 long. JACK, loopback, 48 000 Hz, block 256.` */
  readonly subtitle: string;
  readonly sentence: readonly ReportPhrase[];
  readonly figures: readonly ReportFigure[];
  readonly summary: ReportSummary;
  /** Of all that began, late or not, by the driver's clock, else by frames; without its sign. null = nothing
   * that began was asked for a time. */
  readonly largestError: Seconds | null;
  /** Players and recorders that have ended; commands are not counted. */
  readonly actionCount: number;
  readonly sampleRate: SampleRate;
  /** Of the run's own time. */
  readonly seconds: Seconds;
  readonly plots: ReportPlots;
  readonly trouble: readonly ReportTrouble[];
  readonly troubleCount: number;
  /** `2 actions; 6 clips and 1 take touched by dropouts` */
  readonly troubleText: string;
  readonly dropouts: readonly Dropout[];
  readonly outages: readonly Outage[];
  readonly latency: {
    /** Of the directions that are open; null = none is. */
    readonly seconds: Seconds | null;
    /** null = nobody measured it. */
    readonly boundSeconds: Seconds | null;
    readonly source: 'driver' | 'measured';
    /** Whose word it is and what speaks against it. */
    readonly text: string;
  };
  /** The driver's clock, by which errors in seconds are told: how far it may be wrong. */
  readonly clock: { readonly boundSeconds: Seconds | null; readonly text: string };
  readonly methods: string;
}
