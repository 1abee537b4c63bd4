/** Dropouts and outages of a run, in the order of time, each with the way to its place. */
import { useMemo } from 'react';
import { DIRECTION_WORDS, type Dropout, type Outage } from '../../preload/dropouts.ts';
import type { ReportModel } from '../../preload/report.ts';
import { counted, type Frames, type Seconds } from '../../preload/units.ts';
import { lengthText } from '../runs/run-text.ts';
import { DASH, figure } from '../ui/figures.ts';
import { timeText } from '../ui/time-text.ts';
import { MarkedText } from '../ui/verdict.tsx';
import { jumpToFrame } from './jump.ts';
import { sizeText } from './run-plots.ts';
import { JumpButton } from './trouble-list.tsx';

const MOST_SHOWN = 200;

export function LossList({ model }: { readonly model: ReportModel }) {
  const { dropouts, outages } = model;
  const all = useMemo(() => [...outages, ...dropouts].sort(byTime), [outages, dropouts]);
  if (all.length === 0) return null;
  const shown = all.slice(0, MOST_SHOWN);
  return (
    <section className="report-list">
      <div className="plot-head">
        <h3 className="plot-title">Dropouts and outages</h3>
        <span className="plot-beside">{counted(all.length, 'place')}</span>
      </div>
      <table className="report-table trouble-table">
        <thead>
          <tr>
            <th scope="col">Timeline</th>
            <th scope="col">What</th>
            <th scope="col" className="figure-head">
              Size
            </th>
            <th scope="col">Source</th>
            <th scope="col">Touched</th>
            <th scope="col">
              <span className="hidden-text">Its place</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((loss) =>
            'direction' in loss ? (
              <DropoutRow key={`dropout ${loss.id}`} dropout={loss} />
            ) : (
              <OutageRow key={`outage ${loss.id}`} outage={loss} />
            ),
          )}
        </tbody>
      </table>
      {shown.length < all.length && (
        <p className="plot-rest">{figure(all.length - shown.length)} more are in the exports.</p>
      )}
    </section>
  );
}

/** By the timeline; what has no place on it comes first. */
function byTime(one: Dropout | Outage, other: Dropout | Outage): number {
  return secondsOf(one) - secondsOf(other);
}

function secondsOf(loss: Dropout | Outage): Seconds {
  const frame = 'direction' in loss ? loss.timelineFrame : loss.fromTimelineFrame;
  return frame === null ? Number.MIN_SAFE_INTEGER : frame / loss.sampleRate;
}

function DropoutRow({ dropout }: { readonly dropout: Dropout }) {
  const { timelineFrame, sampleRate, touched } = dropout;
  const names = touched.map(({ name }) => name).join(', ');
  return (
    <tr>
      <PlaceCell frame={timelineFrame} sampleRate={sampleRate} />
      <th scope="row">
        <MarkedText tone="warn" glyph="diamond">
          dropout, {DIRECTION_WORDS[dropout.direction]}
        </MarkedText>
      </th>
      <td className="figure">{sizeText(dropout)}</td>
      <td>{dropout.source}</td>
      <td className="trouble-action" title={names}>
        {names === '' ? DASH : names}
      </td>
      <JumpCell frame={timelineFrame} sampleRate={sampleRate} what="dropout" />
    </tr>
  );
}

function OutageRow({ outage }: { readonly outage: Outage }) {
  const { fromTimelineFrame, sampleRate, seconds, device } = outage;
  return (
    <tr>
      <PlaceCell frame={fromTimelineFrame} sampleRate={sampleRate} />
      <th scope="row">
        <MarkedText tone="bad" glyph="cross">
          outage
        </MarkedText>
      </th>
      <td className="figure">{seconds === null ? 'lasts' : lengthText(seconds)}</td>
      <td>{device}</td>
      <td>{DASH}</td>
      <JumpCell frame={fromTimelineFrame} sampleRate={sampleRate} what="outage" />
    </tr>
  );
}

interface PlaceProps {
  readonly frame: Frames | null;
  readonly sampleRate: number;
}

function PlaceCell({ frame, sampleRate }: PlaceProps) {
  return <td className="figure">{frame === null ? DASH : timeText(frame, sampleRate)}</td>;
}

function JumpCell({ frame, sampleRate, what }: PlaceProps & { readonly what: string }) {
  if (frame === null) return <td />;
  return (
    <td className="jump-cell">
      <JumpButton
        label={`Jump to the ${what} at ${timeText(frame, sampleRate)}`}
        onClick={() => jumpToFrame(frame, sampleRate)}
      />
    </td>
  );
}
