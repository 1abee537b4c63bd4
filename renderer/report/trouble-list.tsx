/** What was not as asked, and what dropouts touched, each with the way to its place. */
import { ArrowRight } from 'lucide-react';
import { useState } from 'react';
import { timelineFrame } from '../../preload/actions.ts';
import type { ReportModel, ReportTrouble } from '../../preload/report.ts';
import { DASH, figure, signedFigure } from '../ui/figures.ts';
import { timeText } from '../ui/time-text.ts';
import { MarkedText, VerdictText } from '../ui/verdict.tsx';
import { jumpToAction } from './jump.ts';

const FIRST_SHOWN = 100;

export function TroubleList({ model }: { readonly model: ReportModel }) {
  const [isWhole, setIsWhole] = useState(false);
  const { trouble, troubleCount, troubleText } = model;
  const shown = isWhole ? trouble : trouble.slice(0, FIRST_SHOWN);
  return (
    <section className="report-list">
      <div className="plot-head">
        <h3 className="plot-title">Not as asked</h3>
        <span className="plot-beside">{troubleText}</span>
      </div>
      {trouble.length > 0 && (
        <table className="report-table trouble-table">
          <thead>
            <tr>
              <th scope="col">Timeline</th>
              <th scope="col">Verdict</th>
              <th scope="col">Action</th>
              <th scope="col" className="figure-head">
                Started
              </th>
              <th scope="col" className="figure-head">
                Error
              </th>
              <th scope="col" className="figure-head">
                Dropouts
              </th>
              <th scope="col">
                <span className="hidden-text">Its place</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((each) => (
              <TroubleRow key={each.row.requestNumber} trouble={each} />
            ))}
          </tbody>
        </table>
      )}
      {shown.length < trouble.length && (
        <button type="button" className="button list-more" onClick={() => setIsWhole(true)}>
          Show {figure(trouble.length - shown.length)} more
        </button>
      )}
      {shown.length === trouble.length && trouble.length < troubleCount && (
        <p className="plot-rest">
          {figure(troubleCount - trouble.length)} more are in the exports.
        </p>
      )}
    </section>
  );
}

function TroubleRow({ trouble }: { readonly trouble: ReportTrouble }) {
  const { row, verdict, trackName, dropouts } = trouble;
  const asked = timelineFrame(row, row.requestedFrame ?? row.actualFrame);
  return (
    <tr>
      <td className="figure">{asked === null ? DASH : timeText(asked, row.sampleRate)}</td>
      <td>
        <VerdictText verdict={verdict} />
      </td>
      <th scope="row" className="trouble-action" title={`${row.name} ${trackName}`}>
        {row.name} <span className="faint">{trackName}</span>
      </th>
      <td className="figure dim">{startText(trouble)}</td>
      <td className={`figure tone-${verdict.tone}`}>{errorText(trouble)}</td>
      <td className="figure">
        {dropouts.length > 0 && (
          <MarkedText tone="warn" glyph="diamond">
            {dropoutsText(dropouts, row.sampleRate)}
          </MarkedText>
        )}
      </td>
      <td className="jump-cell">
        <JumpButton label={`Jump to ${row.name}`} onClick={() => jumpToAction(row)} />
      </td>
    </tr>
  );
}

function startText({ row }: ReportTrouble): string {
  if (row.actualFrame === null) return 'not played';
  const frame = timelineFrame(row, row.actualFrame);
  return `frame ${figure(frame ?? row.actualFrame)}`;
}

/** Nothing where it was on time. */
function errorText({ row }: ReportTrouble): string {
  if (row.requestedFrame === null || row.actualFrame === null) return '';
  const frames = row.actualFrame - row.requestedFrame;
  return frames === 0 ? '' : `${signedFigure(frames)}\u00a0fr`;
}

/** `0:41.055`, `0:41.055 and 2 more` */
function dropoutsText(dropouts: ReportTrouble['dropouts'], sampleRate: number): string {
  const [first] = dropouts;
  if (first === undefined) return '';
  const place = first.timelineFrame === null ? '' : ` ${timeText(first.timelineFrame, sampleRate)}`;
  const more = dropouts.length > 1 ? `, +${figure(dropouts.length - 1)}` : '';
  return `dropout${place}${more}`;
}

interface JumpButtonProps {
  readonly label: string;
  readonly onClick: () => void;
}

export function JumpButton({ label, onClick }: JumpButtonProps) {
  return (
    <button type="button" className="jump-button" aria-label={label} onClick={onClick}>
      <ArrowRight size={12} aria-hidden />
      Jump
    </button>
  );
}
