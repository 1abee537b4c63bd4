/**
 * What a report says of a run: made by one function from the run's account, drawn by the view Report,
 * written as HTML, JSON, CSV and BIDS. Sentences are ready to be shown.
 */
import type { ActionRow } from './actions.ts';
import type { Dropout, Outage } from './dropouts.ts';
import type { RunHeader, RunListEntry } from './run.ts';
import type { Frames, SampleRate, Seconds } from './units.ts';
import type { Tone, Verdict, VerdictGlyph, VerdictKind, VerdictSummary } from './verdict.ts';

export const REPORT_FORMATS = ['html', 'json', 'csv', 'tsv'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** A part of the summary sentence, with the colour of what it tells. */
export interface ReportPhrase {
  readonly text: string;
  readonly tone: Tone;
}

/** One of the large figures below the sentence. */
export interface ReportFigure {
  readonly key: VerdictKind | 'dropouts' | 'outages';
  readonly count: number;
  /** `late 7.1 ms` */
  readonly label: string;
  readonly tone: Tone;
  readonly glyph: VerdictGlyph | null;
}

/** Counts of errors in equal steps. */
export interface ErrorHistogram {
  readonly unit: 'seconds';
  /** Of the first bin's lower edge. */
  readonly from: Seconds;
  readonly binWidth: Seconds;
  readonly counts: readonly number[];
  /** Beyond either end. */
  readonly below: number;
  readonly above: number;
  readonly mean: Seconds | null;
  readonly standardDeviation: Seconds | null;
  readonly halfFrame: Seconds;
}

/** Seconds are of the run's own time: 0 = its first timeline frame. */
export interface ReportPlots {
  readonly errors: ErrorHistogram;
  /** Thinned out beyond 2,000 points; the worst stay. */
  readonly lateness: readonly {
    readonly seconds: Seconds;
    readonly latenessSeconds: Seconds;
    readonly verdict: VerdictKind;
    readonly name: string;
  }[];
  readonly load: readonly {
    readonly seconds: Seconds;
    readonly meanLoad: number;
    readonly worstLoad: number;
  }[];
  readonly dropouts: readonly {
    readonly seconds: Seconds;
    readonly direction: Dropout['direction'];
    readonly frames: Frames | null;
    readonly isEstimate: boolean;
    readonly source: Dropout['source'];
  }[];
  readonly outages: readonly { readonly from: Seconds; readonly to: Seconds }[];
}

/** What was not as asked, and what dropouts touched; at most 1,000 of them. */
export interface ReportTrouble {
  readonly row: ActionRow;
  readonly verdict: Verdict;
  readonly trackName: string;
  readonly dropouts: readonly Pick<Dropout, 'id' | 'timelineFrame' | 'frames' | 'isEstimate'>[];
}

export interface ReportModel {
  readonly entry: RunListEntry;
  readonly header: RunHeader;
  readonly title: string;
  /** `Today 14:02:31, 3:20.000 long. JACK, loopback, 48 000 Hz, block 256.` */
  readonly subtitle: string;
  readonly sentence: readonly ReportPhrase[];
  readonly figures: readonly ReportFigure[];
  readonly summary: VerdictSummary;
  readonly actionCount: number;
  readonly sampleRate: SampleRate;
  /** Of the run's own time. */
  readonly seconds: Seconds;
  readonly plots: ReportPlots;
  readonly trouble: readonly ReportTrouble[];
  readonly troubleCount: number;
  readonly dropouts: readonly Dropout[];
  readonly outages: readonly Outage[];
  readonly latency: {
    readonly seconds: Seconds | null;
    readonly boundSeconds: Seconds | null;
    readonly source: 'driver' | 'measured';
    /** Whose word it is and what speaks against it. */
    readonly text: string;
  };
  readonly methods: string;
}
