/** A hatched bar on the time row for every outage in view: there the timeline ran on without its device. */
import { useSyncExternalStore } from 'react';
import type { Outage } from '../../../preload/dropouts.ts';
import type { Frames } from '../../../preload/units.ts';
import { liveNow, onLive } from '../../store/live.ts';
import { useMirror } from '../../store/mirror-store.ts';
import { useView } from '../../store/view.ts';
import { clampedPixels, pixelsFromFrame } from '../canvas/geometry.ts';
import { outageSpans, outageWords } from './outage-spans.ts';

export function OutageBars() {
  const outages = useMirror((mirror) => mirror.outages);
  const lasts = outages.at(-1)?.seconds === null;
  if (outages.length === 0) return null;
  return lasts ? <LastingBars outages={outages} /> : <Bars outages={outages} position={0} />;
}

/** The newest one ends where the timeline is now. */
function LastingBars({ outages }: { outages: readonly Outage[] }) {
  const position = useSyncExternalStore(onLive, () => liveNow().transport.positionFrame);
  return <Bars outages={outages} position={position} />;
}

function Bars({ outages, position }: { outages: readonly Outage[]; position: Frames }) {
  const { loop, sampleRate } = useMirror((mirror) => mirror.project);
  const framesPerPixel = useView((view) => view.framesPerPixel);
  const scrollFrame = useView((view) => view.scrollFrame);
  const width = useView((view) => view.trackAreaWidthPixels);
  const pixels = (frame: Frames) =>
    Math.round(clampedPixels(pixelsFromFrame({ framesPerPixel, scrollFrame }, frame), width));
  return outageSpans(outages, loop, position).map((span) => {
    const [left, right] = [pixels(span.fromFrame), pixels(span.toFrame)];
    if (right < 0 || left > width) return null;
    const words = outageWords(span, sampleRate);
    return (
      <div
        key={span.id}
        className="outage-bar"
        role="img"
        aria-label={words}
        title={words}
        style={{ left, width: Math.max(3, right - left) }}
      />
    );
  });
}
