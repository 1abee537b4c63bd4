/** A plot with its head, and the same as a table. */
import { ChartLine, Table2 } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import { appearanceStore } from '../store/appearance.ts';
import { type Palette, paletteNow } from '../timeline/canvas/palette.ts';
import { IconButton } from '../ui/button.tsx';
import { PlotCursor, type PlotPoint } from './plot-cursor.tsx';

/** What a plot is made of, in the colours of now. */
export interface PlotSpec {
  readonly data: uPlot.AlignedData;
  /** What hover and arrow keys tell, from left to right. */
  readonly points: readonly PlotPoint[];
  readonly options: (palette: Palette) => Omit<uPlot.Options, 'width' | 'height'>;
}

export interface PlotTable {
  readonly heads: readonly string[];
  /** Heads of the columns that have words; the others have figures. */
  readonly words?: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What the table leaves out, a sentence. */
  readonly rest?: string;
}

interface PlotCardProps {
  readonly title: string;
  /** At the right end of the head. */
  readonly beside: ReactNode;
  /** What the picture says, for who does not see it. */
  readonly summary: string;
  readonly spec: PlotSpec;
  readonly table: () => PlotTable;
}

export function PlotCard({ title, beside, summary, spec, table }: PlotCardProps) {
  const [isTable, setIsTable] = useState(false);
  return (
    <section className="plot-card">
      <div className="plot-head">
        <h3 className="plot-title">{title}</h3>
        <span className="plot-beside">{beside}</span>
        <IconButton
          label={isTable ? `${title}: as a plot` : `${title}: as a table`}
          className="quiet-button plot-switch"
          onClick={() => setIsTable(!isTable)}
        >
          {isTable ? <ChartLine size={14} aria-hidden /> : <Table2 size={14} aria-hidden />}
        </IconButton>
      </div>
      {isTable ? (
        <PlotAsTable title={title} {...table()} />
      ) : (
        <Plot title={title} summary={summary} spec={spec} />
      )}
    </section>
  );
}

function PlotAsTable({
  title,
  heads,
  words = [],
  rows,
  rest,
}: PlotTable & { readonly title: string }) {
  return (
    <section
      className="plot-table"
      aria-label={`${title}, as a table`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
    >
      <table className="report-table">
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col" className={words.includes(head) ? '' : 'figure-head'}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have nothing but their place.
            <tr key={index}>
              {cells.map((cell, column) => (
                <td
                  key={heads[column]}
                  className={words.includes(heads[column] ?? '') ? 'word-cell' : 'figure'}
                >
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rest !== undefined && <p className="plot-rest">{rest}</p>}
    </section>
  );
}

type PlotProps = Pick<PlotCardProps, 'title' | 'summary' | 'spec'>;

/** Drawn again for another theme, size or density. */
function Plot({ title, summary, spec }: PlotProps) {
  const frame = useRef<HTMLDivElement>(null);
  const drawn = useRef<uPlot | null>(null);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const size = () => ({ width: element.clientWidth, height: element.clientHeight });
    const made = () => new uPlot({ ...spec.options(paletteNow()), ...size() }, spec.data, element);
    let chart = made();
    drawn.current = chart;
    // Its options have the colours of one theme.
    const endTheme = appearanceStore.subscribe(() => {
      chart.destroy();
      chart = made();
      drawn.current = chart;
    });
    const observer = new ResizeObserver(() => chart.setSize(size()));
    observer.observe(element);
    return () => {
      observer.disconnect();
      endTheme();
      chart.destroy();
      drawn.current = null;
    };
  }, [spec]);
  return (
    <div className="plot-frame">
      <div className="plot-picture" ref={frame} role="img" aria-label={`${title}. ${summary}`} />
      <PlotCursor title={title} points={spec.points} chart={drawn} />
    </div>
  );
}
