/** The selected range of time, on the ruler. */
import { counted, type Frames } from '../../../preload/units.ts';
import { useMirror } from '../../store/mirror-store.ts';
import { type SelectedTime, spanOf } from '../../store/time-range.ts';
import { useView } from '../../store/view.ts';
import { timeText } from '../../ui/time-text.ts';
import { clampedPixels, pixelsFromFrame } from '../canvas/geometry.ts';

export function RangeBar() {
  const range = useView((view) => view.timeRange);
  return range === null ? null : <ShownRange range={range} />;
}

function ShownRange({ range }: { readonly range: SelectedTime }) {
  const sampleRate = useMirror((mirror) => mirror.project.sampleRate);
  const framesPerPixel = useView((view) => view.framesPerPixel);
  const scrollFrame = useView((view) => view.scrollFrame);
  const width = useView((view) => view.trackAreaWidthPixels);
  const { startFrame, endFrame } = spanOf(range);
  const pixels = (frame: Frames) =>
    Math.round(clampedPixels(pixelsFromFrame({ framesPerPixel, scrollFrame }, frame), width));
  const [left, right] = [pixels(startFrame), pixels(endFrame)];
  const tracks = range.trackIds === null ? 'all tracks' : counted(range.trackIds.length, 'track');
  const words = `Time range ${timeText(startFrame, sampleRate)} to ${timeText(endFrame, sampleRate)}, ${tracks}`;
  return (
    <div
      className="range-bar"
      role="img"
      aria-label={words}
      title={words}
      style={{ left, width: Math.max(2, right - left) }}
    />
  );
}
