/**
 * The Timeline: corner, ruler, track headers and track area. It scrolls by itself, so that canvas and
 * elements move together; hence this element owns the wheel.
 */

import { Plus } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { counted } from '../../preload/units.ts';
import { addTrack } from '../commands/commands.ts';
import { loadDemo } from '../importing/importing.ts';
import { useMirror } from '../store/mirror-store.ts';
import { useView } from '../store/view.ts';
import { IconButton } from '../ui/button.tsx';
import { ScrollBars } from './canvas/scroll-bars.tsx';
import { wheelOnTimeline } from './canvas/scrolling.ts';
import { Ruler } from './ruler/ruler.tsx';
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
      <TimelineCorner />
      <Ruler />
      <TrackHeads />
      <TrackArea>
        <EmptyTimeline />
      </TrackArea>
      <ScrollBars />
    </section>
  );
}

function TimelineCorner() {
  const trackCount = useMirror((mirror) => mirror.project.tracks.length);
  const clipCount = useMirror((mirror) => mirror.project.clips.length);
  return (
    <div className="timeline-corner">
      <span className="faint">
        {counted(trackCount, 'track')} · {counted(clipCount, 'clip')}
      </span>
      <IconButton label="Add track" className="quiet-button" onClick={addTrack}>
        <Plus size={14} aria-hidden />
      </IconButton>
    </div>
  );
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
