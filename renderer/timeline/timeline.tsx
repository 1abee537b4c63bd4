/**
 * The Timeline: tool row, ruler, track headers and track area. It scrolls by itself, so that canvas and
 * elements move together; hence this element owns the wheel.
 */

import { useEffect, useRef, useState } from 'react';
import { loadDemo } from '../importing/importing.ts';
import { useMirror } from '../store/mirror-store.ts';
import { useView } from '../store/view.ts';
import { ScrollBar } from './canvas/scroll-bar.tsx';
import { wheelOnTimeline } from './canvas/scrolling.ts';
import { MasterHead } from './overview/master-head.tsx';
import { Overview } from './overview/overview.tsx';
import { Ruler } from './ruler/ruler.tsx';
import { ToolRow } from './tools/tool-row.tsx';
import { TrackArea } from './tracks/track-area.tsx';
import { TrackHeads } from './tracks/track-heads.tsx';

export function Timeline() {
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    const target = element.current;
    if (target === null) return;
    // React listens passively; the page must not zoom with the timeline.
    target.addEventListener('wheel', wheelOnTimeline, { passive: false });
    return () => target.removeEventListener('wheel', wheelOnTimeline);
  }, []);
  return (
    <section className="timeline" aria-label="Timeline" ref={element}>
      <ToolRow />
      <div className="timeline-corner" aria-hidden>
        <span className="corner-markers">Markers</span>
        <span className="corner-loop">Loop</span>
        <TimeWord />
      </div>
      <Ruler />
      <TrackHeads />
      <TrackArea>
        <EmptyTimeline />
      </TrackArea>
      <MasterHead />
      <Overview />
      <ScrollBar />
    </section>
  );
}

/** What the ruler counts. */
function TimeWord() {
  const isOfBeats = useMirror(({ project }) => project.grid.kind === 'beats');
  return <span>{isOfBeats ? 'Bars' : 'Time'}</span>;
}

function EmptyTimeline() {
  const isEmpty = useMirror(
    ({ project, takesInProgress }) => project.clips.length === 0 && takesInProgress.length === 0,
  );
  const isDragging = useView((view) => view.ghost !== null);
  const [isLoading, setIsLoading] = useState(false);
  if (!isEmpty) return null;
  const load = async () => {
    setIsLoading(true);
    await loadDemo();
    setIsLoading(false);
  };
  return (
    <div className="empty-timeline" data-dragging={isDragging || undefined}>
      <p>Drop audio files here. Press R to record, Space to play.</p>
      <button type="button" className="button" disabled={isLoading} onClick={() => void load()}>
        Load the demo
      </button>
    </div>
  );
}
