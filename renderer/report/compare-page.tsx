/** Two runs side by side: figures with their differences, and the errors of both in one plot. */
import { useMemo } from 'react';
import type { ReportModel } from '../../preload/report.ts';
import type { RunListEntry } from '../../preload/run.ts';
import { runName } from '../runs/run-text.ts';
import { comparedFigures, setupDifferences } from './compare.ts';
import { comparedErrorSpec, comparedErrorTable } from './error-plot.ts';
import { PlotCard } from './plot.tsx';

interface ComparePageProps {
  readonly first: { readonly entry: RunListEntry; readonly model: ReportModel };
  readonly second: { readonly entry: RunListEntry; readonly model: ReportModel };
}

export function ComparePage({ first, second }: ComparePageProps) {
  const [one, other] = [first.model, second.model];
  const rows = useMemo(() => comparedFigures(one, other), [one, other]);
  const names = [first, second].map(({ entry }) => runName(entry)) as [string, string];
  const [name, otherName] = names;
  const spec = useMemo(
    () => comparedErrorSpec([name, one.plots.errors], [otherName, other.plots.errors]),
    [name, otherName, one, other],
  );
  const differences = setupDifferences(one, other);
  return (
    <>
      <h2 className="report-title">
        {names[0]} <span className="report-session">beside {names[1]}</span>
      </h2>
      <p className={differences.length === 0 ? 'report-subtitle' : 'report-note tone-warn'}>
        {differences.length === 0
          ? 'Both through the same device, at the same rate and block.'
          : `Not through the same set-up: ${differences.join('; ')}.`}
      </p>
      <table className="report-table compare-table">
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col" className="figure-head">
              {names[0]}
            </th>
            <th scope="col" className="figure-head">
              {names[1]}
            </th>
            <th scope="col" className="figure-head">
              Difference
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, first: a, second: b, difference, isSame }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="figure">{a}</td>
              <td className="figure">{b}</td>
              <td className={isSame ? 'figure faint' : 'figure'}>{difference}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="compare-plot">
        <PlotCard
          title="Errors of both"
          beside={
            <span className="dropouts-key">
              <span className="key-first">{names[0]}</span>
              <span className="key-second">{names[1]}</span>
            </span>
          }
          summary={`${names[0]}: ${one.plots.errors.text}. ${names[1]}: ${other.plots.errors.text}.`}
          spec={spec}
          table={() =>
            comparedErrorTable([names[0], one.plots.errors], [names[1], other.plots.errors])
          }
        />
      </div>
    </>
  );
}
