/** The values of a plot, told one at a time: under the pointer, or by the arrow keys. */
import { type KeyboardEvent, type PointerEvent, type RefObject, useState } from 'react';
import uPlot from 'uplot';

/** One value, in the units of the plot's scales. */
export interface PlotPoint {
  readonly x: number;
  readonly y: number;
  /** Everything it says, with its place. */
  readonly text: string;
}

interface PlotCursorProps {
  readonly title: string;
  /** From left to right. */
  readonly points: readonly PlotPoint[];
  readonly chart: RefObject<uPlot | null>;
}

/** A point that is as near counts less where it is higher or lower: one moves along a plot. */
const HEIGHT_SHARE = 0.25;
const PAGE = 10;

/** Over the picture; nothing where there is no value. */
export function PlotCursor({ title, points, chart }: PlotCursorProps) {
  const [shown, setShown] = useState<number | null>(null);
  if (points.length === 0) return null;
  const point = shown === null ? undefined : points[shown];
  const place = point === undefined ? null : placeOf(chart.current, point);
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const next = event.key === 'Escape' ? null : pointAtKey(event.key, shown, points.length);
    if (next === undefined || (next === null && shown === null)) return;
    event.preventDefault();
    event.stopPropagation();
    setShown(next);
  };
  const hover = ({ currentTarget, clientX, clientY }: PointerEvent<HTMLElement>) => {
    const { left, top } = currentTarget.getBoundingClientRect();
    setShown(nearestPoint(chart.current, points, [clientX - left, clientY - top]));
  };
  return (
    <div
      className="plot-cursor"
      role="slider"
      tabIndex={0}
      aria-label={`${title}, values`}
      aria-valuemin={1}
      aria-valuemax={points.length}
      aria-valuenow={(shown ?? 0) + 1}
      aria-valuetext={point?.text ?? 'Arrow keys tell one after another'}
      onKeyDown={press}
      onPointerMove={hover}
      onPointerLeave={() => setShown(null)}
      onBlur={() => setShown(null)}
    >
      {point !== undefined && place !== null && (
        <>
          <span className="plot-cursor-line" style={{ left: place.x }} />
          <span className="plot-cursor-dot" style={{ left: place.x, top: place.y }} />
          <span
            className="plot-value"
            style={place.isRight ? { right: place.fromRight } : { left: place.x }}
          >
            {point.text}
          </span>
        </>
      )}
    </div>
  );
}

/** undefined = the key is none of the plot's. Without a value the first one is told, or the last. */
export function pointAtKey(key: string, shown: number | null, count: number): number | undefined {
  const last = count - 1;
  const by = (step: number) => Math.min(last, Math.max(0, (shown ?? 0) + step));
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return shown === null ? 0 : by(1);
    case 'ArrowLeft':
    case 'ArrowDown':
      return shown === null ? last : by(-1);
    case 'PageUp':
      return by(PAGE);
    case 'PageDown':
      return by(-PAGE);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}

/** In CSS pixels of the picture. */
function placeOf(chart: uPlot | null, { x, y }: PlotPoint) {
  if (chart === null) return null;
  const density = uPlot.pxRatio;
  const place = {
    x: chart.valToPos(x, 'x', true) / density,
    y: chart.valToPos(y, 'y', true) / density,
  };
  const isRight = place.x > chart.width / 2;
  return { ...place, isRight, fromRight: chart.width - place.x };
}

function nearestPoint(
  chart: uPlot | null,
  points: readonly PlotPoint[],
  [x, y]: readonly [number, number],
): number | null {
  let nearest: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, point] of points.entries()) {
    const place = placeOf(chart, point);
    if (place === null) return null;
    const distance = Math.abs(place.x - x) + HEIGHT_SHARE * Math.abs(place.y - y);
    if (distance >= least) continue;
    least = distance;
    nearest = index;
  }
  return nearest;
}
